import type { Asked, Reply } from './exchange.ts';

/** A path without empty, `.` and `..` elements, as Go's `ServeMux` wants it; a slash at the end stays. */
export function cleanPath(path: string): string {
  const kept: string[] = [];
  for (const element of path.split('/')) {
    if (element === '..') {
      kept.pop();
    } else if (element !== '' && element !== '.') {
      kept.push(element);
    }
  }
  const isFolder = /\/\.{0,2}$/.test(path) && kept.length > 0;
  return `/${kept.join('/')}${isFolder ? '/' : ''}`;
}

/** Where a caller is sent who asked by another form of a path; Go's clients repeat the POST there. */
export function redirect({ path, query, method }: Pick<Asked, 'path' | 'query' | 'method'>): Reply | undefined {
  const location = cleanPath(path);
  if (location === path) {
    return undefined;
  }
  const isShown = method === 'GET' || method === 'HEAD';
  return {
    status: 307,
    headers: { location: `${location}${query}`, ...(isShown && { 'content-type': 'text/html; charset=utf-8' }) },
    body: isShown ? `<a href="${encodeURI(location)}">Temporary Redirect</a>.\n\n` : '',
  };
}
