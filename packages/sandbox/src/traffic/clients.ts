import type { Answer } from '../mesh/index.ts';

/** Whether clients that got a cookie stayed where it was given to them. */
export interface Stays {
  /** How many there are. */
  readonly clients: number;
  /** How many were ever given a cookie. */
  readonly given: number;
  /** Requests with a cookie that was still good. */
  readonly requests: number;
  /** Those of the requests that another version answered. */
  readonly astray: number;
}

interface Cookie {
  readonly value: string;
  /** The version that gave it. */
  readonly version: string;
}

/** Clients as browsers are: each keeps the cookies that it gets, and sends them with its next request. */
export class Clients {
  private readonly jars: readonly Map<string, Cookie>[];
  private readonly given = new Set<Map<string, Cookie>>();
  private asked = 0;
  private requests = 0;
  private astray = 0;

  constructor(count: number) {
    this.jars = Array.from({ length: count }, () => new Map<string, Cookie>());
  }

  /** Asks as the client whose turn it is. */
  async ask(send: (headers: readonly (readonly [string, string])[]) => Promise<Answer>): Promise<Answer> {
    const jar = this.jars[this.asked++ % this.jars.length] ?? new Map<string, Cookie>();
    const sent = [...jar];
    const pairs = sent.map(([name, { value }]) => `${name}=${value}`);
    const answer = await send(pairs.length > 0 ? [['cookie', pairs.join('; ')]] : []);
    const version = answer.by?.version;
    if (version !== undefined) {
      this.keep(jar, answer.headers.getSetCookie(), version);
      // a cookie that this answer takes away or replaces binds nobody any more
      const good = sent.filter(([name, cookie]) => jar.get(name) === cookie);
      this.requests += good.length;
      this.astray += good.filter(([, cookie]) => cookie.version !== version).length;
    }
    return answer;
  }

  stays(): Stays {
    const { given, requests, astray } = this;
    return { clients: this.jars.length, given: given.size, requests, astray };
  }

  private keep(jar: Map<string, Cookie>, setCookies: readonly string[], version: string): void {
    for (const text of setCookies) {
      const [pair = '', ...attributes] = text.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const name = pair.slice(0, Math.max(0, at));
      if (attributes.some((each) => /^max-age=(0|-\d+)$/i.test(each))) {
        jar.delete(name);
      } else {
        this.given.add(jar);
        jar.set(name, { value: pair.slice(at + 1), version });
      }
    }
  }
}
