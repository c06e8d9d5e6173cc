import { withCopies } from './config-refs.ts';
import { type Pairs, withoutFlux } from './metadata.ts';
import { copyName } from './names.ts';
import type { Affinity, LabelSelector, PodSpec, PodTemplate, WithSelector } from './pod-template.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Selector } from './selector.ts';

/** The annotation that says which run a primary was copied in. */
export const FLAGGER_ID = 'flagger-id';

/** What a primary's pods take from the run and the settings, beside the target. */
export interface Making {
  readonly selector: Selector;
  /**
   * `-selector-labels`: the keys under which the target's name in anti-affinity and spread constraints means its
   * pods.
   */
  readonly selectorLabels: readonly string[];
  /** Keys of the configs that the primary has copies of, e.g. `configmap/settings`. */
  readonly copied: ReadonlySet<string>;
  /** Which run this is: a new value restarts the primary's pods. */
  readonly flaggerId: string;
}

/**
 * The target's pod template for the primary: own label value, own configs, kept apart from its own pods and not from
 * the target's.
 */
export function primaryTemplate(target: PodWorkload, making: Making): PodTemplate {
  return templateWith(target, making, byIdentity(making.selector, byName(target, making)));
}

/** The same as Flagger makes it, who takes only the target's name for its pods and not the value of its label. */
export function templateOfFlagger(target: PodWorkload, making: Making): PodTemplate {
  return templateWith(target, making, byName(target, making));
}

function templateWith({ spec }: Pick<PodWorkload, 'spec'>, making: Making, renamed: Renamed): PodTemplate {
  const { labels, annotations } = spec.template.metadata ?? {};
  const template = {
    metadata: { labels: primaryLabels(withoutFlux(labels), making.selector), annotations: withoutFlux(annotations) },
    spec: keptApart(withCopies(spec.template.spec, making.copied), renamed),
  };
  return withFlaggerId(template, making.flaggerId);
}

/** Labels with the selector label of the primary. */
export const primaryLabels = (labels: Pairs, { label, primaryValue }: Selector): Pairs => ({
  ...labels,
  [label]: primaryValue,
});

/** Which run a primary was copied in. */
export const flaggerIdOf = (template: PodTemplate): string | undefined => template.metadata?.annotations?.[FLAGGER_ID];

export function withFlaggerId(template: PodTemplate, flaggerId: string): PodTemplate {
  const { metadata } = template;
  return { ...template, metadata: { ...metadata, annotations: { ...metadata?.annotations, [FLAGGER_ID]: flaggerId } } };
}

/** The same of a kind of which a node has only one pod: Flagger leaves anti-affinity and spread constraints as they are. */
export const oneOnEachNode = (target: Pick<PodWorkload, 'spec'>, making: Making): PodTemplate =>
  templateWith(target, making, (_key, value) => value);

/** What the value of a label that means the target's pods is for the primary's. */
type Renamed = (key: string, value: string) => string;

const byName =
  ({ metadata: { name } }: PodWorkload, { selectorLabels }: Making): Renamed =>
  (key, value) =>
    selectorLabels.includes(key) && value === name ? copyName(name) : value;

const byIdentity =
  (selector: Selector, otherwise: Renamed): Renamed =>
  (key, value) =>
    key === selector.label && value === selector.value ? selector.primaryValue : otherwise(key, value);

function keptApart(spec: PodSpec, renamed: Renamed): PodSpec {
  const rename = <T extends WithSelector>(term: T): T =>
    term.labelSelector ? { ...term, labelSelector: ofPrimary(term.labelSelector, renamed) } : term;
  return {
    ...spec,
    ...(spec.topologySpreadConstraints && { topologySpreadConstraints: spec.topologySpreadConstraints.map(rename) }),
    ...(spec.affinity && { affinity: antiAffinity(spec.affinity, rename) }),
  };
}

function antiAffinity(affinity: Affinity, rename: <T extends WithSelector>(term: T) => T): Affinity {
  const rules = affinity.podAntiAffinity;
  if (!rules) {
    return affinity;
  }
  const preferred = rules.preferredDuringSchedulingIgnoredDuringExecution;
  const required = rules.requiredDuringSchedulingIgnoredDuringExecution;
  return {
    ...affinity,
    podAntiAffinity: {
      ...rules,
      ...(preferred && {
        preferredDuringSchedulingIgnoredDuringExecution: preferred.map((term) =>
          term.podAffinityTerm ? { ...term, podAffinityTerm: rename(term.podAffinityTerm) } : term,
        ),
      }),
      ...(required && { requiredDuringSchedulingIgnoredDuringExecution: required.map(rename) }),
    },
  };
}

function ofPrimary(selector: LabelSelector, renamed: Renamed): LabelSelector {
  const { matchLabels, matchExpressions } = selector;
  return {
    ...selector,
    ...(matchLabels && {
      matchLabels: Object.fromEntries(Object.entries(matchLabels).map(([key, value]) => [key, renamed(key, value)])),
    }),
    ...(matchExpressions && {
      matchExpressions: matchExpressions.map((expression) => ({
        ...expression,
        ...(expression.values && { values: expression.values.map((value) => renamed(expression.key, value)) }),
      })),
    }),
  };
}

/** The run that a workload was copied in, as a field; none where it says none. */
export function flaggerIdField({ spec }: PodWorkload): { readonly flaggerId?: string } {
  const flaggerId = flaggerIdOf(spec.template);
  return flaggerId === undefined ? {} : { flaggerId };
}
