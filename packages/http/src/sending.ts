import { environmentProxy } from '@flagger/api';
import type { AxiosAdapter, AxiosProxyConfig } from 'axios';
import { keptSending } from './kept-connection.ts';

/** Sends over Node's HTTP, by the way that is given or else by the one that the environment says for each address. */
export const sending: AxiosAdapter = async (config) =>
  config.proxy === undefined
    ? led(config, new URL(config.url ?? '', config.baseURL || undefined))
    : keptSending(config);

/** axios keeps to the proxy that it is told: where a redirect leads another way, it is told anew. */
async function led(config: Parameters<AxiosAdapter>[0], to: URL): ReturnType<AxiosAdapter> {
  const proxy = environmentProxy(to, process.env);
  const others: URL[] = [];
  try {
    return await keptSending({
      ...config,
      proxy: proxy ? proxyOf(proxy) : false,
      beforeRedirect: (options, ...told) => {
        config.beforeRedirect?.(options, ...told);
        const next = new URL(String(options['href']));
        if (environmentProxy(next, process.env)?.href !== proxy?.href) {
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
    return led({ ...config, url: other.href, baseURL: '', params: undefined }, other);
  }
}

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
