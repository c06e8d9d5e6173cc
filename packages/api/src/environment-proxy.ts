import { BlockList, isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { isHttp } from './address.ts';

/** The variables of a process by their names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy through which `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` lead to an address, read as Go's programs read them
 * (golang.org/x/net/http/httpproxy); undefined: none. May hold credentials. Throws where there is a {@link proxyProblem}.
 */
export function environmentProxy(to: URL, environment: Environment): URL | undefined {
  const name = to.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = proxyOf(valueOf(environment, name));
  if (!proxy || !isProxied(to, valueOf(environment, 'NO_PROXY'))) {
    return undefined;
  }
  const problem = proxyProblem(proxy.href);
  if (problem !== undefined) {
    throw new Error(`${name}: ${problem}`);
  }
  return proxy;
}

/** Why nothing can go by the proxy of an address, without a word of it; undefined: it can. */
export function proxyProblem(address: string): string | undefined {
  if (!isHttp(address)) {
    return 'only http and https proxies are supported';
  }
  const { username, password } = new URL(address);
  try {
    decodeURIComponent(`${username}:${password}`);
    return undefined;
  } catch {
    return 'user and password must be UTF-8, with % as %25';
  }
}

const valueOf = (environment: Environment, name: string): string =>
  environment[name] || environment[name.toLowerCase()] || '';

/** As Go has it, what is no address at all is no proxy, nor is what has a bare `%`. */
function proxyOf(value: string): URL | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(value) ? value : `http://${value}`;
  return value !== '' && !/%(?![\da-f]{2})/i.test(value) && URL.canParse(address) ? new URL(address) : undefined;
}

function isProxied(to: URL, noProxy: string): boolean {
  const host = to.hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || isIn(LOOPBACK, host)) {
    return false;
  }
  const port = to.port || (to.protocol === 'https:' ? '443' : '80');
  const entries = noProxy.split(',').map((entry) => entry.trim().toLowerCase());
  return !entries.some((entry) => entry === '*' || isSubnetOf(entry, host) || isFor(entry, host, port));
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

const isIn = (list: BlockList, host: string): boolean => isIP(host) !== 0 && list.check(host, familyOf(host));

function isSubnetOf(entry: string, host: string): boolean {
  const [, address = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (Number(bits) > longest) {
    return false;
  }
  const subnet = new BlockList();
  subnet.addSubnet(address, Number(bits), familyOf(address));
  return isIn(subnet, host);
}

/** An address or a domain, maybe with the only port that is meant. */
function isFor(entry: string, host: string, port: string): boolean {
  const [, name = entry, asked = ''] = /^(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(entry) ?? [];
  const named = name === entry ? entry : name.replace(/^\[|\]$/g, '');
  if (named === '' || (asked !== '' && asked !== port)) {
    return false;
  }
  const family = isIP(named);
  return family === 0 ? isAtOrBelow(host, named) : isSubnetOf(`${named}/${family === 6 ? 128 : 32}`, host);
}

/** A domain with all below it; `.domain` and `*.domain` are what is below only. */
function isAtOrBelow(host: string, named: string): boolean {
  const domain = named.replace(/^\*\./, '.').replace(/^\./, '');
  const ascii = /^[\0-\x7f]*$/.test(domain) ? domain : domainToASCII(domain);
  const isItself = !/^\*?\./.test(named) && host === ascii;
  return isIP(host) === 0 && (isItself || host.endsWith(`.${ascii}`));
}
