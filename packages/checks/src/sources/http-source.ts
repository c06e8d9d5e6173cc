import { parseGoDuration } from '@flagger/api';
import { baseOf, isHttp, withParametersOf } from '@flagger/http';
import { excerpt } from './answer.ts';
import { basic, lacking } from './authorization.ts';
import { ask, hear, objection, wiring, type Asked, type Heard, type Unready } from './ask.ts';
import { withoutSecrets } from './discreet.ts';
import type { Measured, MetricQuery, Server, Source } from './source.ts';

/** A metrics server that is asked by one request over HTTP. */
export interface HttpVendor {
  /** As a MetricTemplate calls it. */
  readonly type: string;
  /**
   * Where it is asked where the template names no address, or an example of one; `only`: credentials of this pod may
   * go there, so what a template says does not count.
   */
  readonly address: { readonly own: string } | { readonly example: string } | { readonly only: string };
  /** The address for HTTP where templates may name another, such as that of a websocket; undefined: as it is given. */
  readonly overHttp?: (address: string) => string;
  /** What its Secret must hold. */
  readonly needs: readonly string[];
  /** Whether it may be asked without a Secret, and what a Secret holds may be empty. */
  readonly mayBeOpen?: true;
  /** ms; 5 s if undefined. */
  readonly timeoutMs?: number;
  readonly query: (query: MetricQuery, place: Place) => Ready;
  /** What the text of an answer says. */
  readonly read: (text: string) => Measured;
  /** A request that only a server answers well which is there and believes us. */
  readonly online: (place: Place) => Ready;
  /** Whether that was answered well; if undefined, any 2xx is. */
  readonly isOnline?: (heard: Heard) => boolean;
}

/** What a vendor makes its requests of. */
export interface Place {
  /** The address as it was given: its parameters go along with every request. */
  readonly address: string;
  /** The same without parameters and without a slash at its end. */
  readonly base: string;
  /** What the Secret holds under a key; empty where it holds nothing. */
  readonly secret: (key: string) => string;
  /** ms. */
  readonly now: number;
  readonly server: Server;
}

/** What is to be asked, or why nothing can be; vendors that ask others first for a token take their time. */
export type Ready = Asked | Unready | Promise<Asked | Unready>;

/** A source that asks as the vendor says. */
export const httpSource = (vendor: HttpVendor): Source => ({
  measure: async (query, server) => {
    const place = placeOf(vendor, server);
    const asked = 'problem' in place ? place : await toBeAsked(vendor.query(query, place), place);
    return 'problem' in asked
      ? asked
      : ask(asked, { server, timeoutMs: vendor.timeoutMs }, (text) => read(text, vendor, server));
  },
  whyOffline: async (server) => {
    const place = placeOf(vendor, server);
    const asked = 'problem' in place ? place : await toBeAsked(vendor.online(place), place);
    const heard = 'problem' in asked ? asked : await hear(asked, { server, timeoutMs: vendor.timeoutMs });
    if ('problem' in heard) {
      return heard.problem;
    }
    return vendor.isOnline?.(heard) === true ? undefined : objection(heard);
  },
});

async function toBeAsked(ready: Ready, { address }: Place): Promise<Asked | Unready> {
  const asked = await ready;
  return 'problem' in asked ? asked : { ...asked, url: withParametersOf(address, asked.url) };
}

/** What cannot be read is read without secrets for its text, before that is shortened. */
function read(text: string, vendor: HttpVendor, server: Server): Measured {
  const measured = vendor.read(text);
  const told = 'problem' in measured ? vendor.read(withoutSecrets(text, server)) : measured;
  return 'problem' in told ? told : measured;
}

function placeOf(vendor: HttpVendor, server: Server): Place | Unready {
  const { type, address, overHttp = asGiven } = vendor;
  const missing = missingIn(server.credentials, vendor);
  if (missing !== undefined) {
    return wiring(lacking(type, missing));
  }
  const given = 'only' in address ? address.only : overHttp(server.address) || ('own' in address ? address.own : '');
  if (!isHttp(given)) {
    const [example] = Object.values(address);
    return wiring(`${type} address is not a valid URL, allowed is one such as ${example}`);
  }
  return {
    address: given,
    base: baseOf(given),
    secret: (key) => server.credentials?.get(key) ?? '',
    now: server.clock.now(),
    server,
  };
}

function missingIn(credentials: Server['credentials'], { needs, mayBeOpen }: HttpVendor): string | undefined {
  return mayBeOpen
    ? needs.find((key) => credentials !== undefined && !credentials.has(key))
    : needs.find((key) => !credentials?.get(key));
}

const asGiven = (address: string): string => address;

/** An address with what is asked of it. */
export function withParameters(url: string, parameters: Readonly<Record<string, string | number>>): string {
  const asked = new URLSearchParams();
  Object.entries(parameters).forEach(([name, value]) => asked.set(name, String(value)));
  return `${url}?${asked.toString()}`;
}

/** How many intervals a query looks back where vendors write values late. */
export const INTERVALS = 10;

/** What is asked over the interval of a metric, ms; one that only a template can use is a problem. */
export function overInterval({ interval }: MetricQuery, asked: (intervalMs: number) => Ready): Ready {
  const ms = parseGoDuration(interval);
  return ms === undefined
    ? wiring(
        `error parsing metric interval: found ${excerpt(JSON.stringify(interval))}, allowed is a duration such as 30s, 1m30s or 500ms`,
      )
    : asked(ms);
}

/** The header for a user and a password; none where one of them is missing. */
export const basicHeader = (username: string, password: string): { readonly authorization?: string } =>
  username === '' || password === '' ? {} : { authorization: basic(username, password) };
