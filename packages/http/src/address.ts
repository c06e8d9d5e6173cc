/** Whether an address can be asked at all. */
export const isHttp = (address: string): boolean =>
  URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);

/** An address as texts may show it: without password and without the values of its query, which may be secret. */
export function shownAddress(address: string): string {
  if (!URL.canParse(address)) {
    return 'an address that is not a URL';
  }
  const url = new URL(address);
  if (url.password) {
    url.password = HIDDEN;
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
