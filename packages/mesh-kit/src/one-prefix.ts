import type { Canary } from '@flagger/api';
import { isSaid } from './refused-fields.ts';

const FIELD = 'spec.service.match';

/** What every request for the service begins with, in a mesh that routes by prefix alone, and by one. */
export const prefixOf = ({ spec }: Canary): string => spec.service.match?.[0]?.uri?.prefix || '/';

/**
 * The warning of such a mesh about what else `service.match` asks for: Flagger ignores it without a word, and users of a
 * second prefix find nobody. `provider` as the user names it.
 */
export function onePrefixAlone(canary: Canary, provider: string): readonly string[] {
  const [first = {}, ...further] = canary.spec.service.match ?? [];
  const { uri = {}, name: _, ...beside } = first;
  const { prefix: __, ...compared } = uri;
  const ignored = [
    ...told(`${FIELD}[0].uri`, compared),
    ...told(`${FIELD}[0]`, beside),
    ...further.map((entry, at) => `${FIELD}[${at + 1}] (${JSON.stringify(entry)})`),
  ];
  const routed = `which routes by the uri.prefix of the first entry alone: ${prefixOf(canary)}`;
  return ignored.length > 0
    ? [`${ignored.join(', ')}: not supported when using the ${provider} provider, ${routed}`]
    : [];
}

const told = (field: string, parts: object): readonly string[] =>
  Object.entries(parts)
    .filter(([, value]: [string, unknown]) => isSaid(value))
    .map(([name, value]: [string, unknown]) => `${field}.${name} (${JSON.stringify(value)})`);
