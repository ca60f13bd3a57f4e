// A browser as far as a sign-in needs one: cookies, redirects, and the forms of our pages.
export class Browser {
  #cookies = new Map();

  async #fetch(address, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      redirect: 'manual',
      ...options,
      headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...options.headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Signs in and allows what is asked; returns the address that leads back to the application. */
  async authorize(address, redirectUri, person) {
    let response = await this.#fetch(address);
    let here = new URL(address);
    for (let hop = 0; hop < 15; hop++) {
      const location = response.headers.get('location');
      if (location) {
        here = new URL(location, here);
        if (here.href.startsWith(redirectUri)) {
          return here;
        }
        response = await this.#fetch(here);
        continue;
      }
      const page = await response.text();
      if (here.pathname === '/login') {
        response = await this.#submit(here, page, { username: person.username, password: person.password });
      } else if (here.pathname === '/consent') {
        response = await this.#submit(here, page, { approve: 'true' });
      } else {
        throw new Error(`Stuck at ${here}: ${response.status} ${page.slice(0, 300)}`);
      }
    }
    throw new Error('Too many redirects');
  }

  async open(address) {
    let here = new URL(address);
    let response = await this.#fetch(here);
    for (let hop = 0; hop < 10 && response.headers.get('location'); hop++) {
      here = new URL(response.headers.get('location'), here);
      if (here.port === '9999') {
        return here;
      }
      response = await this.#fetch(here);
    }
    return here;
  }

  #submit(here, page, fields) {
    const main = page.slice(page.indexOf('<main'));
    const form = main.match(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/);
    const body = new URLSearchParams();
    for (const [input] of form[2].matchAll(/<input[^>]*>/g)) {
      const attribute = (name) => input.match(new RegExp(`${name}="([^"]*)"`))?.[1];
      const type = attribute('type');
      if (type === 'hidden' || (type === 'checkbox' && input.includes('checked'))) {
        body.append(attribute('name'), attribute('value') ?? '');
      }
    }
    Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    return this.#fetch(new URL(form[1], here), { method: 'POST', body });
  }
}

/** What the test that runs a script tells it. */
export const system = JSON.parse(process.env.GATEHOUSE_SYSTEM);
export const person = { username: system.username, password: system.password };
export const redirectUri = 'http://127.0.0.1:9999/callback';

export function expect(truth, what) {
  if (!truth) {
    throw new Error(`Not so: ${what}`);
  }
  console.log(`seen: ${what}`);
}
