import type { Match, Route } from '../route-table.ts';
import { fits, pathOf } from './fits.ts';
import type { Request } from './request.ts';

/** A request as the pod gets it: the address rewritten as the route says. */
export function rewritten(request: Request, { rewrite, matches }: Pick<Route, 'rewrite' | 'matches'>): Request {
  const host = rewrite.authority ?? request.host;
  const matched = matches.find((match) => fits(match, request));
  return { ...request, host, path: newPath(request.path, rewrite, matched) };
}

/**
 * A rewrite replaces the prefix that was compared, or `/` where nothing was, and else the whole path; the query
 * stays.
 */
function newPath(path: string, { uri, regex }: Route['rewrite'], matched: Match | undefined): string {
  const before = pathOf(path);
  const query = path.slice(before.length);
  if (regex !== undefined) {
    return regex.pattern.replace(before, regex.to) + query;
  }
  if (uri === undefined) {
    return path;
  }
  const compared = matched?.uri;
  if (compared !== undefined && compared.kind !== 'prefix') {
    return uri + query;
  }
  const prefix = compared?.text ?? '/';
  return uri + before.slice(prefix.length) + query;
}
