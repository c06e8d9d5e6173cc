import type { IncomingMessage } from 'node:http';
import type { Json, JsonObject } from '../json.ts';
import type { Catalog } from '../resources/catalog.ts';
import { bodyBytes, bodyValue } from './body.ts';

/** A request, read as far as any answer needs it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string | undefined;
  readonly userAgent: string;
  /** Of the body, without parameters. */
  readonly contentType: string;
  /** Undefined where there is none. */
  readonly body: Json | undefined;
  /** Tells the client something in a header. */
  readonly warn: (text: string) => void;
}

/** What the server answers. `stream` is told what to write until the client or the server ends it. */
export type Reply =
  | {
      readonly kind: 'json';
      readonly code: number;
      readonly value: JsonObject;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'text';
      readonly code: number;
      readonly text: string;
      readonly contentType: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'stream';
      readonly contentType: string;
      readonly seconds: number;
      readonly open: (line: (text: string) => void) => () => void;
    };

export const ok = (value: JsonObject): Reply => ({ kind: 'json', code: 200, value });

/** Where a request goes; only its path and query mean something. */
export const urlOf = ({ url = '/' }: IncomingMessage): URL => new URL(url, 'http://server');

/** Reads a request to its end. Throws a refusal where the body cannot be read. */
export async function apiRequest(
  message: IncomingMessage,
  catalog: Catalog,
  warn: (text: string) => void,
): Promise<ApiRequest> {
  const url = urlOf(message);
  const contentType = (message.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
  const bytes = await bodyBytes(message);
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    accept: message.headers.accept,
    userAgent: message.headers['user-agent'] ?? 'unknown',
    contentType,
    body: bytes.length === 0 ? undefined : bodyValue(bytes, contentType, catalog),
    warn,
  };
}
