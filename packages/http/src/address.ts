export { isHttp } from '@flagger/api';

/** An address as one goes on from it: without parameters, without a fragment, and without a slash at its end. */
export const baseOf = (address: string): string => address.replace(/[?#].*$/s, '').replace(/\/+$/, '');

/** The parameters of an address, as they are sent. */
export const parametersOf = (address: string): URLSearchParams =>
  new URLSearchParams(/^[^?#]*\?([^#]*)/.exec(address)?.[1] ?? '');

/** An address with the parameters of another, but for those that it has itself. */
export function withParametersOf(other: string, address: string): string {
  const asked = parametersOf(address);
  const more = new URLSearchParams([...parametersOf(other)].filter(([name]) => !asked.has(name)));
  return more.size === 0 ? address : `${address}${address.includes('?') ? '&' : '?'}${more.toString()}`;
}

/**
 * An address as texts may show it: without password, without a user that has none, and without the values of its query,
 * which may be secret.
 */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) {
    return 'an address that is not a URL';
  }
  const url = new URL(address);
  if (url.password) {
    url.password = HIDDEN;
  } else if (url.username) {
    url.username = HIDDEN; // alone it is a token
  }
  for (const key of [...url.searchParams.keys()]) {
    url.searchParams.set(key, HIDDEN);
  }
  const shown = isBareHost(address, url) ? url.href.slice(0, -1) : url.href;
  // of `name:password@host` the name is taken for a scheme, and the rest for its path
  return url.host === '' ? shown.replace(/^.*@/s, `${HIDDEN}@`) : shown;
}

const HIDDEN = 'xxxxx';

/** `new URL` writes a slash behind a host that had none. */
const isBareHost = (address: string, { href }: URL): boolean => href.endsWith('/') && !address.endsWith('/');
