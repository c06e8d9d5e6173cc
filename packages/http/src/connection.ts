import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import type { AxiosRequestConfig } from 'axios';
import { publicLookup } from './local-address.ts';
import { proxyOf, sending } from './sending.ts';
import { adapterOf, type Wire } from './wire.ts';

/** How a server is reached. */
export interface Connecting {
  /** May hold credentials. Undefined: the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`), if any. */
  readonly proxyUrl?: string | undefined;
  /** No proxy at all. */
  readonly isDirect?: boolean | undefined;
  /** Certificates are not looked at. */
  readonly anyCertificate?: boolean | undefined;
  /** No loopback and no link-local address is called, whatever name leads there. */
  readonly denyLocal?: boolean | undefined;
  /** Answers in the place of the network. */
  readonly wire?: Wire | undefined;
  /** Whose signatures are believed in the place of those that Node knows, as PEM. */
  readonly ca?: string | undefined;
}

const MOST_REDIRECTS = 10;

/** The code of an error that says that a redirect was not followed. */
export const OTHER_ORIGIN = 'ERR_OTHER_ORIGIN';

/** Connections on which no certificate is looked at. */
export const anyCertificate = new Agent({ rejectUnauthorized: false, keepAlive: true });

/** Who may not call local addresses shares no connection with who may: one that is kept alive looks no name up. */
const KEPT = { keepAlive: true, timeout: 5_000 } as const; // as Node's own
const [publicPlain, publicSecured] = [new PlainAgent(KEPT), new Agent(KEPT)];
const publicAnyCertificate = new Agent({ ...KEPT, rejectUnauthorized: false });

/** What axios is told of the way to the server of `url`. */
export const connection = (url: string, { proxyUrl, ca, wire, ...given }: Connecting): AxiosRequestConfig => ({
  ...redirects(new URL(url)),
  adapter: wire === undefined ? sending : adapterOf(wire),
  ...(given.isDirect === true && { proxy: false }),
  ...(given.denyLocal === true && { lookup: publicLookup, httpAgent: publicPlain, httpsAgent: publicSecured }),
  ...(proxyUrl !== undefined && { proxy: proxyOf(new URL(proxyUrl)) }),
  ...(ca !== undefined && { httpsAgent: new Agent({ ca }) }),
  ...(given.anyCertificate === true && {
    httpsAgent: given.denyLocal === true ? publicAnyCertificate : anyCertificate,
  }),
});

/**
 * Where a server may send us: to itself, and not in circles. Elsewhere it could make us ask what it may not ask.
 * `isRead`: nothing is sent but a question, which may go on to the same host by https, with these `headers`: axios takes
 * credentials out where the scheme changes. Back to http they stay out, unlike in Go: that would send them in clear.
 */
export const redirects = (asked: URL, { isRead = false, headers = {} }: Reading = {}): AxiosRequestConfig => ({
  maxRedirects: MOST_REDIRECTS,
  beforeRedirect: (options, { headers: { location = '' } }) => {
    const to = URL.canParse(location, asked.href) ? new URL(location, asked).origin : '';
    if (to !== asked.origin && !(isRead && to === securedOrigin(asked))) {
      throw Object.assign(new Error('a redirect to another address is not followed'), { code: OTHER_ORIGIN });
    }
    if (to.startsWith('https:')) {
      const sent: unknown = options['headers'];
      Object.assign(options, { headers: Object.assign({}, sent, headers) });
    }
  },
});

interface Reading {
  readonly isRead?: boolean | undefined;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** What ingresses lead plain requests to: the usual port of https on the same host; undefined where another port was asked. */
const securedOrigin = ({ protocol, port, hostname }: URL): string | undefined =>
  protocol === 'http:' && port === '' ? `https://${hostname}` : undefined;
