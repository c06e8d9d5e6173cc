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

/** A text without credentials and headers, also where they are written as in addresses or in JSON. */
export function withoutSecrets(text: string, { credentials, headers = {} }: Server): string {
  const login = basic(credentials?.get('username') ?? '', credentials?.get('password') ?? '').replace('Basic ', '');
  const secrets = [...(credentials?.values() ?? []), login, ...Object.values(headers).flat()]
    // a header goes out without the line end that a Secret may hold
    .flatMap((secret) => [secret, secret.trim()])
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
    .filter(({ length }) => length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
  return secrets.reduce((left, secret) => left.replaceAll(secret, HIDDEN), text);
}
