import { environmentProxy } from '@flagger/api';
import { AxiosError, AxiosHeaders, type AxiosAdapter, type AxiosProxyConfig } from 'axios';
import { keptSending } from './kept-connection.ts';

/** Sends over Node's HTTP, by the way that is given or else by the one that the environment says for each address. */
export const sending: AxiosAdapter = async (config) =>
  config.proxy === undefined
    ? led(config, new URL(config.url ?? '', config.baseURL || undefined))
    : keptSending(config);

type Config = Parameters<AxiosAdapter>[0];

/** axios keeps to the proxy that it is told: where a redirect leads another way, it is told anew. `followed`: so many led here. */
async function led(config: Config, to: URL, followed = 0): ReturnType<AxiosAdapter> {
  const proxy = environmentProxy(to, process.env);
  const others: URL[] = [];
  let count = followed;
  try {
    return await keptSending({
      ...config,
      proxy: proxy ? proxyOf(proxy) : false,
      beforeRedirect: (options, ...told) => {
        config.beforeRedirect?.(options, ...told);
        count += 1;
        const next = new URL(String(options['href']));
        if (count > mostOf(config) || environmentProxy(next, process.env)?.href !== proxy?.href) {
          others.push(next);
          throw new Error('a redirect leads another way');
        }
      },
    });
  } catch (error) {
    const [other] = others;
    if (other === undefined) {
      throw error;
    }
    if (count > mostOf(config)) {
      throw new AxiosError('Maximum number of redirects exceeded', 'ERR_FR_TOO_MANY_REDIRECTS', config);
    }
    const headers = new AxiosHeaders(config.headers);
    if (to.protocol === 'https:' && other.protocol === 'http:') {
      headers.delete(['authorization', 'cookie']);
    }
    return led({ ...config, headers, url: other.href, baseURL: '', params: undefined }, other, count);
  }
}

/** axios follows 21 where nobody says how many. */
const mostOf = ({ maxRedirects = 21 }: Config): number => maxRedirects;

/** A proxy as axios is told of it. */
export function proxyOf({ protocol, hostname, port, username, password }: URL): AxiosProxyConfig {
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username !== '' && {
      auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
    }),
  };
}
