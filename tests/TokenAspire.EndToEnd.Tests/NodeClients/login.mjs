// A browser that follows redirects, keeps cookies and fills in the issuer's login form.

const attribute = (element, name) =>
  (element.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '')
    .replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&#x3D;', '=');

/** Resolves with the URL that the client's redirect URI was called with. */
export async function logIn(authorizationUrl, redirectUri, username, password) {
  const cookies = new Map();
  const request = async (url, init = {}) => {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      cookies.set(name, value);
    }
    return response;
  };

  let url = new URL(authorizationUrl);
  for (let step = 0; step < 8; step++) {
    let response = await request(url);
    if (response.status === 200) {
      const html = await response.text();
      const fields = new URLSearchParams({ username, password });
      for (const input of html.match(/<input[^>]*type="hidden"[^>]*>/g) ?? []) {
        fields.set(attribute(input, 'name'), attribute(input, 'value'));
      }
      const action = attribute(html.match(/<form[^>]*>/)[0], 'action');
      url = new URL(action || url.href, url);
      response = await request(url, { method: 'POST', body: fields });
      if (response.status !== 303) throw new Error(`the login form answered ${response.status}`);
    }
    url = new URL(response.headers.get('location'), url);
    if (url.href.startsWith(redirectUri)) return url;
  }
  throw new Error(`the authorization flow does not end; last at ${url.pathname}`);
}
