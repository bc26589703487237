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
    const end = await this.#follow(authorizationUrl, redirectUri);
    if (!end.href.startsWith(redirectUri)) throw new Error(`the authorization ends at ${end.pathname}`);
    return end;
  }

  /** Says yes on every page to the last one; resolves with where that is, or where the client's address was called. */
  finish(url, clientUri) {
    return this.#follow(url, clientUri);
  }

  /** Says no on the first page that asks for a decision. */
  refuse(url) {
    return this.#follow(url, undefined, true);
  }

  async #follow(start, clientUri, refuses = false) {
    let url = new URL(start);
    let response = await this.#request(url);
    for (let step = 0; step < 24; step++) {
      if (response.status === 200) {
        const html = await response.text();
        if (!html.includes('<form')) return url;
        const { action, fields, button } = this.#form(url, html, refuses);
        url = action;
        response = await this.#request(url, { method: 'POST', body: fields });
        if (refuses && button) return url;
      } else {
        url = new URL(response.headers.get('location') ?? await fail(url, response), url);
        if (clientUri && url.href.startsWith(clientUri)) return url;
        response = await this.#request(url);
      }
    }
    throw new Error(`the pages do not end; last at ${url.pathname}`);
  }

  // The first button of the page, as Enter would press, or its last.
  #form(page, html, refuses) {
    const form = html.match(/<form.*?<\/form>/s)[0];
    const fields = new URLSearchParams({ username: this.username, login: this.username, password: this.password });
    for (const [input] of form.matchAll(/<input[^>]*type="(hidden|text)"[^>]*>|<input[^>]*name="user_code"[^>]*>/g)) {
      if (attribute(input, 'value')) fields.set(attribute(input, 'name'), attribute(input, 'value'));
    }
    const button = html.match(/<button[^>]*>/g)?.at(refuses ? -1 : 0) ?? '';
    const name = attribute(button, 'name');
    if (name) fields.set(name, attribute(button, 'value'));
    const action = new URL(attribute(form.match(/<form[^>]*>/)[0], 'action') || page.href, page);
    return { action, fields, button: name };
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
