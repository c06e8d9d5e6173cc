import { parametersOf } from '@flagger/http';
import { basic } from './authorization.ts';
import type { NoValue, Server, Source } from './source.ts';

/** Shorter texts are no secrets, and taking them out would spoil words. */
const SHORTEST = 6;
const HIDDEN = 'xxxxx';

/** The same source, which tells no credential and no header, also where a server repeats them or an address holds them. */
export const discreet = (source: Source): Source => ({
  measure: async (query, server) => {
    const measured = await source.measure(query, server);
    return 'problem' in measured ? { problem: told(measured.problem, server) } : measured;
  },
  whyOffline: async (server) => {
    const why = await source.whyOffline(server);
    return why && told(why, server);
  },
});

const told = ({ kind, message }: NoValue, server: Server): NoValue => ({
  kind,
  message: withoutSecrets(message, server),
});

/** What may be secret of a server: of its address the values of the parameters. */
type Secretive = Pick<Server, 'credentials' | 'headers'> & Partial<Pick<Server, 'address'>>;

/**
 * A text without credentials, headers and values of the address's parameters, also where they are written as in addresses
 * or in JSON.
 */
export function withoutSecrets(text: string, { credentials, headers = {}, address = '' }: Secretive): string {
  const login = basic(credentials?.get('username') ?? '', credentials?.get('password') ?? '').replace('Basic ', '');
  const values = parametersOf(address).values();
  const secrets = [...(credentials?.values() ?? []), login, ...Object.values(headers).flat(), ...values]
    // a header goes out without the line end that a Secret may hold
    .flatMap((secret) => [secret, secret.trim()])
    .flatMap((secret) => [secret, encodeURIComponent(secret), asSent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter(({ length }) => length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
  return secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}

/** As a parameter is sent: a space is a plus there. */
const asSent = (value: string): string => new URLSearchParams([['', value]]).toString().slice(1);
