import { type Match, MESH, type TextMatch } from '../route-table.ts';
import { ANY_GATEWAY, type Request, type Source } from './request.ts';

/** Whether a request fits a match: all that it names. */
export function fits(match: Match, request: Request): boolean {
  return (
    fitsAddress(match, request)
    && fitsHeaders(match, request)
    && fitsQuery(match, request)
    && fitsSource(match, request)
  );
}

/** Whether a rule for some gateways is for requests of a source. */
export function isThrough(gateways: readonly string[], { gateway }: Source): boolean {
  return gateway === ANY_GATEWAY || gateways.includes(gateway ?? MESH);
}

/** Whether a text is as it must be; one that is absent never is. */
export function fitsText(match: TextMatch, text: string | null | undefined): boolean {
  if (text === null || text === undefined) {
    return false;
  }
  switch (match.kind) {
    case 'present':
      return true;
    case 'exact':
      return text === match.text;
    case 'prefix':
      return text.startsWith(match.text);
    case 'suffix':
      return text.endsWith(match.text);
    case 'range':
      return /^-?\d+$/.test(text) && Number(text) >= match.from && Number(text) < match.to;
    case 'regex':
      return match.pattern.test(text);
  }
}

const isFine = (match: TextMatch | undefined, text: string): boolean => match === undefined || fitsText(match, text);

function fitsAddress({ uri, isUriCaseIgnored, scheme, method, authority, port }: Match, request: Request): boolean {
  const path = pathOf(request.path);
  const isPath = isUriCaseIgnored ? isFine(lowerCase(uri), path.toLowerCase()) : isFine(uri, path);
  const host = request.port === undefined ? request.host : `${request.host}:${request.port}`;
  return (
    isPath
    && isFine(scheme, request.scheme)
    && isFine(method, request.method)
    && (isFine(authority, host) || isFine(authority, request.host))
    && (port === undefined || request.port === undefined || port === request.port)
  );
}

/** The path without the query. */
export const pathOf = (path: string): string => path.split('?', 1)[0] ?? '';

function lowerCase(match: TextMatch | undefined): TextMatch | undefined {
  return match === undefined || !('text' in match) ? match : { ...match, text: match.text.toLowerCase() };
}

function fitsHeaders({ headers, withoutHeaders }: Match, request: Request): boolean {
  const isSo = ([name, match]: [string, TextMatch]): boolean => fitsText(match, headerOf(request, name));
  return Object.entries(headers).every(isSo) && !Object.entries(withoutHeaders).some(isSo);
}

/** No request has a header whose name is none. */
function headerOf({ headers }: Request, name: string): string | null {
  return HEADER_NAME.test(name) ? headers.get(name) : null;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function fitsQuery({ queryParams }: Match, { path }: Request): boolean {
  const query = new URLSearchParams(path.split('?').slice(1).join('?'));
  return Object.entries(queryParams).every(([name, match]) => fitsText(match, query.get(name)));
}

function fitsSource({ sourceLabels, sourceNamespace, gateways }: Match, { source }: Request): boolean {
  const isThere = Object.entries(sourceLabels).every(([name, value]) => source.labels[name] === value);
  return (
    isThere
    && (sourceNamespace === undefined || sourceNamespace === source.namespace)
    && (gateways === undefined || isThrough(gateways, source))
  );
}
