import { BlockList, isIP } from 'node:net';
import { sharedLookup, type Lookup } from './shared-lookup.ts';

/** The machine itself, and what is reached without a router: the metadata servers of clouds among them. */
const LOCAL = new BlockList();
LOCAL.addSubnet('0.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('127.0.0.0', 8, 'ipv4');
LOCAL.addSubnet('169.254.0.0', 16, 'ipv4');
LOCAL.addAddress('::', 'ipv6');
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addSubnet('fe80::', 10, 'ipv6');

/** The code of an error that says that an address may not be called. */
export const LOCAL_ADDRESS = 'ERR_LOCAL_ADDRESS';

/** Whether it is a loopback, link-local or unspecified address, also an IPv4 one written as IPv6; false for names. */
export function isLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$|%.*$/g, '');
  const version = isIP(bare);
  return version !== 0 && LOCAL.check(bare, version === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Looks a name up as Node does, and fails where it leads to a local address: what is looked at is what is connected
 * to, whatever the name says a moment later.
 */
export const publicLookup: Lookup = async (hostname, options) => {
  const [found] = await sharedLookup(hostname, options);
  if (found.some(({ address }) => isLocal(address))) {
    throw localAddress();
  }
  return [found];
};

/** Why a request is not made; names no address. */
export const localAddress = (): Error =>
  Object.assign(new Error('a loopback or link-local address is not called'), { code: LOCAL_ADDRESS });
