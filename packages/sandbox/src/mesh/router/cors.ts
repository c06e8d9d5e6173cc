import type { Cors, HeaderChange } from '../route-table.ts';
import { fitsText } from './fits.ts';
import { type Answer, localAnswer, type Request } from './request.ts';

/** The answer to a browser that asks beforehand; undefined where this is no such question. */
export function preflight(cors: Cors | undefined, request: Request): Answer | undefined {
  const isAsking =
    request.method === 'OPTIONS'
    && request.headers.has('origin')
    && request.headers.has('access-control-request-method');
  if (cors === undefined || !isAsking || !isAllowed(cors, request)) {
    return undefined;
  }
  const headers: Readonly<Record<string, string>> = {
    ...crossOrigin(cors, request).set,
    ...(cors.methods.length > 0 && { 'access-control-allow-methods': cors.methods.join(',') }),
    ...(cors.headers.length > 0 && { 'access-control-allow-headers': cors.headers.join(',') }),
    ...(cors.maxAgeSeconds !== undefined && { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
  return { ...localAnswer(200, '', '-'), headers: new Headers(headers) };
}

/** What an answer must say so that a script of another origin may read it. */
export function crossOrigin(cors: Cors | undefined, request: Request): HeaderChange {
  const origin = request.headers.get('origin');
  if (cors === undefined || origin === null || !isAllowed(cors, request)) {
    return { set: {}, add: {}, remove: [] };
  }
  const set = {
    'access-control-allow-origin': origin,
    ...(cors.isWithCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.exposed.length > 0 && { 'access-control-expose-headers': cors.exposed.join(',') }),
  };
  return { set, add: {}, remove: [] };
}

const isAllowed = ({ origins }: Cors, { headers }: Request): boolean =>
  origins.some((origin) => fitsText(origin, headers.get('origin')));
