import { Agent } from 'node:https';
import type { AxiosProxyConfig, AxiosRequestConfig } from 'axios';

/** How a server is reached. */
export interface Connecting {
  /** May hold credentials. Undefined: the proxy of the environment (`HTTPS_PROXY`, `NO_PROXY` and so on), if any. */
  readonly proxyUrl?: string | undefined;
  /** Certificates are not looked at. */
  readonly anyCertificate?: boolean | undefined;
  /** Whose signatures are believed in the place of those that Node knows, as PEM. */
  readonly ca?: string | undefined;
}

const MOST_REDIRECTS = 10;

/** Connections on which no certificate is looked at. */
export const anyCertificate = new Agent({ rejectUnauthorized: false, keepAlive: true });

/** What axios is told of the way to a server. */
export const connection = ({ proxyUrl, ca, ...given }: Connecting): AxiosRequestConfig => ({
  ...redirects(),
  ...(proxyUrl !== undefined && { proxy: proxyOf(new URL(proxyUrl)) }),
  ...(ca !== undefined && { httpsAgent: new Agent({ ca }) }),
  ...(given.anyCertificate === true && { httpsAgent: anyCertificate }),
});

/** Where a server may send us: anywhere, but not in circles. */
const redirects = (): AxiosRequestConfig => ({ maxRedirects: MOST_REDIRECTS });

function proxyOf({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username !== '' && {
      auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    }),
  };
}
