// A browser that follows redirects, keeps cookies and fills in whatever form it is shown.

const attribute = (element, name) =>
  (element.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '')
    .replaceAll('&quot;', '"').replaceAll('&#x2B;', '+').replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');

export class Browser {
  #cookies = new Map();

  constructor(username, password) {
    this.username = username;
    this.password = password;
  }

  /** Resolves with the URL that the client's redirect URI was called with. */
  async authorize(authorizationUrl, redirectUri) {
    let url = new URL(authorizationUrl);
    for (let step = 0; step < 16; step++) {
      let response = await this.#request(url);
      if (response.status === 200) response = await this.#submit(url, await response.text());
      url = new URL(response.headers.get('location') ?? await fail(url, response), url);
      if (url.href.startsWith(redirectUri)) return url;
    }
    throw new Error(`the authorization does not end; last at ${url.pathname}`);
  }

  async #submit(page, html) {
    const form = html.match(/<form.*?<\/form>/s)[0];
    const fields = new URLSearchParams({ username: this.username, login: this.username, password: this.password });
    for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      fields.set(attribute(input, 'name'), attribute(input, 'value'));
    }
    // The first button, as Enter would.
    const button = form.match(/<button[^>]*name=[^>]*>/)?.[0];
    if (button) fields.set(attribute(button, 'name'), attribute(button, 'value'));
    const action = attribute(form.match(/<form[^>]*>/)[0], 'action');
    return this.#request(new URL(action || page.href, page), { method: 'POST', body: fields });
  }

  // Cookies by the path that they are for, as oidc-provider's interactions need it.
  async #request(url, init = {}) {
    const cookies = [...this.#cookies.values()].filter(({ path }) => url.pathname.startsWith(path));
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      const path = cookie.match(/;\s*path=([^;]*)/i)?.[1] ?? '/';
      const key = `${name} ${path}`;
      value ? this.#cookies.set(key, { name, value, path }) : this.#cookies.delete(key);
    }
    return response;
  }
}

async function fail(url, response) {
  throw new Error(`${url.pathname} answered ${response.status} without a redirect: ${await response.text()}`);
}
