import { Readable } from 'node:stream';
import { AxiosError, AxiosHeaders, type AxiosAdapter } from 'axios';

/** Stands in the place of the network where a cluster is only played: answers a request without a socket. */
export type Wire = (asked: WireRequest) => WireReply;

export interface WireRequest {
  readonly url: string;
  /** In capitals. */
  readonly method: string;
  /** The text that was sent; empty where none was. */
  readonly body: string;
}

export interface WireReply {
  readonly status: number;
  readonly text: string;
}

/** What axios is handed so that it asks a wire. */
export const adapterOf =
  (wire: Wire): AxiosAdapter =>
  async (config) => {
    const { url = '', baseURL = '', method = 'get', responseType } = config;
    const params: unknown = config.params;
    const query = params instanceof URLSearchParams && params.size > 0 ? `?${params.toString()}` : '';
    const address = `${URL.canParse(url) ? url : joined(baseURL, url)}${query}`;
    const { status, text } = wire({ url: address, method: method.toUpperCase(), body: bodyOf(config.data) });
    const response = {
      data: responseType === 'stream' ? Readable.from([Buffer.from(text)]) : text,
      status,
      statusText: '',
      headers: new AxiosHeaders(),
      config,
    };
    if (config.validateStatus?.(status) === false) {
      throw new AxiosError(`Request failed with status code ${status}`, String(status), config, undefined, response);
    }
    return response;
  };

const joined = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;

const bodyOf = (data: unknown): string => (typeof data === 'string' ? data : '');
