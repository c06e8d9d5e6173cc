import type { RoutedCanary } from '@flagger/api';
import { type Loss, saidBeside } from '@flagger/mesh-kit';
import type { Dialect } from './dialect.ts';
import type { HttpRoute, Rule } from './gateway-api.ts';
import { isReplaced } from './takeover.ts';

/** The parts of a rule, and the types of its filters, that `spec.service` has fields for. */
type Sayable = Readonly<Record<'parts' | 'filters', readonly string[]>>;

/**
 * What no Canary can say of the rules that ours would replace, such as the login of an `ExtensionRef`. What it can say
 * is its to say, as with Flagger.
 */
export function unsayable(canary: RoutedCanary, { spec }: HttpRoute, dialect: Dialect): Loss | undefined {
  const lost = (spec?.rules ?? []).flatMap((rule, at) =>
    isReplaced(canary, rule) ? unsayableIn(rule, `spec.rules[${at}]`, sayable(dialect)) : [],
  );
  const [provider] = dialect.names;
  const why = `since a Canary for ${provider} has no field for that (what a policy says of the whole route stays)`;
  return lost.length > 0
    ? { lost: lost.join(', '), allowed: `whose rules for ${canary.backends.apex.name} do without, ${why}` }
    : undefined;
}

const sayable = ({ isRecent }: Dialect): Sayable => ({
  parts: ['matches', 'filters', 'backendRefs', ...(isRecent ? ['timeouts'] : [])],
  filters: [
    ...['RequestHeaderModifier', 'ResponseHeaderModifier', 'URLRewrite', 'RequestMirror'],
    ...(isRecent ? ['CORS'] : []),
  ],
});

const unsayableIn = (rule: Rule, field: string, known: Sayable): readonly string[] => [
  ...saidBeside(field, rule, known.parts),
  ...filtersIn(rule, field, known),
  ...(rule.backendRefs ?? []).flatMap((ref, at) => filtersIn(ref, `${field}.backendRefs[${at}]`, known)),
];

const filtersIn = ({ filters = [] }: Pick<Rule, 'filters'>, field: string, known: Sayable): readonly string[] =>
  filters.flatMap(({ type }, at) => (known.filters.includes(type) ? [] : [`${field}.filters[${at}] (${type})`]));
