import { isAxiosError } from 'axios';
import { OTHER_ORIGIN } from './connection.ts';
import { LOCAL_ADDRESS } from './local-address.ts';

/**
 * Why a server could not be asked, in the words of Go's HTTP client, since people search for those. Never shows an
 * address with secrets.
 */
export function reasonOf(error: unknown): string {
  const { code, hostname, address, port, message } = detailsOf(error);
  const where = address === undefined ? '' : ` ${address}:${port ?? ''}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp${where}: connect: connection refused`;
    case 'EHOSTUNREACH':
      return `dial tcp${where}: connect: no route to host`;
    case 'ETIMEDOUT':
      return `dial tcp${where}: i/o timeout`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${hostname ?? ''}: no such host`;
    case 'EAI_AGAIN':
      return `dial tcp: lookup ${hostname ?? ''}: server misbehaving`;
    case 'ECONNRESET':
      return message === 'socket hang up' ? 'EOF' : 'read: connection reset by peer';
    case 'ERR_FR_TOO_MANY_REDIRECTS':
      return 'stopped after 10 redirects';
    default:
      return isUntrusted(code) ? `tls: failed to verify certificate: ${message}` : plain(message, code);
  }
}

/** The code of an error, from its innermost cause: names no host. */
export const codeOf = (error: unknown): string | undefined => detailsOf(error).code;

/** Whether another attempt would end the same way: the address, its certificate, its redirects or the request is wrong. */
export function isFinalFailure(error: unknown): boolean {
  const code = codeOf(error);
  // what axios did not wrap never went out
  return code === undefined ? !isAxiosError(error) : isUntrusted(code) || FINAL.has(code);
}

const FINAL = new Set([
  'ERR_FR_TOO_MANY_REDIRECTS',
  'ERR_INVALID_URL',
  'ERR_INVALID_PROTOCOL',
  'ERR_INVALID_CHAR',
  'ERR_BAD_OPTION',
  'ERR_BAD_REQUEST',
  OTHER_ORIGIN,
  LOCAL_ADDRESS,
]);

const isUntrusted = (code = ''): boolean => /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS_/.test(code);

const plain = (message: string, code = 'request failed'): string =>
  message === '' || message.includes('://') ? code : message;

interface Details {
  readonly message: string;
  readonly code?: string;
  readonly hostname?: string;
  readonly address?: string;
  readonly port?: string;
}

/** What is known of an error, from its innermost cause; where several addresses were tried, from the first. */
function detailsOf(error: unknown): Details {
  if (!(error instanceof Error)) {
    return { message: '' };
  }
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
  const own = {
    message: error.message,
    ...textIn(error, 'code'),
    ...textIn(error, 'hostname'),
    ...textIn(error, 'address'),
    ...textIn(error, 'port'),
  };
  return inner instanceof Error ? { ...own, ...detailsOf(inner) } : own;
}

function textIn<Name extends string>(error: Error, name: Name): { readonly [Key in Name]?: string } {
  const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
  const known: { [Key in Name]?: string } = {};
  return typeof value === 'string' || typeof value === 'number' ? { ...known, [name]: String(value) } : known;
}
