import { parseMetricTemplate, type Canary, type Metric, type MetricTemplate } from '@flagger/api';
import { lookAt, type LookedAt } from '@flagger/prometheus';
import type { Context } from '../context.ts';
import type { Manifest } from '../manifest.ts';
import { valueAt, type Path } from '../path.ts';
import { type Hit, isOurs, ofKind, type Rule } from '../rule.ts';
import { EXAMPLE_VALUES, renderedQuery, type RenderedQuery, type Values, valuesOf, variablesIn } from './render.ts';

/** A query of PromQL in a manifest. */
export interface Query {
  readonly path: Path;
  readonly template: string;
  readonly rendered: RenderedQuery;
  /** Undefined where it cannot be rendered. */
  readonly looked: LookedAt | undefined;
  /** The metric that asks it; undefined for a template. */
  readonly metric: Metric | undefined;
}

const known = new WeakMap<Context['read'], Map<Manifest, readonly Query[]>>();

/** The PromQL of a Canary or a MetricTemplate; worked out once. */
export function queriesIn(manifest: Manifest, context: Context): readonly Query[] {
  const queries = known.get(context.read) ?? new Map<Manifest, readonly Query[]>();
  known.set(context.read, queries);
  const found = queries.get(manifest) ?? queriesOf(manifest, context);
  queries.set(manifest, found);
  return found;
}

/** A MetricTemplate that can be read. */
export function templateIn(manifest: Manifest): MetricTemplate | undefined {
  if (manifest.kind !== 'MetricTemplate' || !isOurs(manifest)) {
    return undefined;
  }
  const { apiVersion, kind, name, object } = manifest;
  const parsed = parseMetricTemplate({ apiVersion, kind, metadata: { name }, spec: valueAt(object, ['spec']) });
  return parsed.ok ? parsed.object : undefined;
}

/** The canaries that ask by a template, with the metric that does. */
export function usersOf(manifest: Manifest, context: Context): readonly User[] {
  const users = usersByTemplate.get(context.read) ?? allUsers(context);
  usersByTemplate.set(context.read, users);
  return (users.get(manifest.name) ?? []).filter(({ namespace }) => isSame(namespace, manifest.namespace));
}

interface User {
  readonly canary: Canary;
  readonly metric: Metric;
  /** Of the template, as far as the canary says it. */
  readonly namespace: string | undefined;
}

const usersByTemplate = new WeakMap<Context['read'], ReadonlyMap<string, readonly User[]>>();

function allUsers({ manifests, read }: Context): ReadonlyMap<string, readonly User[]> {
  const users = manifests.flatMap((manifest) => {
    const { canary } = read(manifest);
    return (canary?.spec.analysis.metrics ?? []).flatMap((metric) =>
      canary && metric.templateRef
        ? [{ canary, metric, namespace: metric.templateRef.namespace ?? manifest.namespace }]
        : [],
    );
  });
  return Map.groupBy(users, ({ metric }) => metric.templateRef?.name ?? '');
}

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

function queriesOf(manifest: Manifest, context: Context): readonly Query[] {
  const template = templateIn(manifest);
  if (template) {
    return template.spec.provider.type === 'prometheus'
      ? [
          looked(['spec', 'query'], template.spec.query, {
            values: templateValues(manifest, context, template),
            metric: undefined,
          }),
        ]
      : [];
  }
  const { canary } = context.read(manifest);
  return (canary?.spec.analysis.metrics ?? []).flatMap((metric, index) =>
    canary && metric.query
      ? [
          looked(['spec', 'analysis', 'metrics', index, 'query'], metric.query, {
            values: valuesOf(canary, metric),
            metric,
          }),
        ]
      : [],
  );
}

/** By the first canary that asks so; else by names that stand for themselves. */
function templateValues(manifest: Manifest, context: Context, { spec }: MetricTemplate): Values {
  const [user] = usersOf(manifest, context);
  const { names, variables } = user ? valuesOf(user.canary, user.metric) : EXAMPLE_VALUES;
  const stand = Object.fromEntries(variablesIn(spec.query).map((name) => [name, name]));
  return { names, variables: { ...stand, ...variables } };
}

function looked(
  path: Path,
  template: string,
  { values, metric }: { values: Values; metric: Metric | undefined },
): Query {
  const rendered = renderedQuery(template, values);
  return {
    path,
    template,
    rendered,
    metric,
    looked: rendered.query === undefined ? undefined : lookAt(rendered.query),
  };
}

/** A hit at a place of a query. */
export function hitIn({ path, rendered }: Query, at: number | undefined, says: string): Hit {
  const offset = at === undefined || rendered.query === undefined ? undefined : rendered.offsetOf(at);
  return { path, says, ...(offset !== undefined && { offset }) };
}

/** A rule about each query of PromQL. */
export const ofQuery = (
  rule: Omit<Rule, 'check'> & {
    check(query: Query, context: Context & { readonly manifest: Manifest }): readonly Hit[];
  },
): Rule => ({
  ...rule,
  check: (manifest, context) =>
    queriesIn(manifest, context).flatMap((query) => rule.check(query, { ...context, manifest })),
});

/** The same for queries that are right. */
export const ofRightQuery = (
  rule: Omit<Rule, 'check'> & {
    check(
      query: Query & { readonly looked: RightQuery },
      context: Context & { readonly manifest: Manifest },
    ): readonly Hit[];
  },
): Rule =>
  ofQuery({
    ...rule,
    check: (query, context) => {
      const { looked: found } = query;
      return found?.expression ? rule.check({ ...query, looked: found }, context) : [];
    },
  });

type RightQuery = Exclude<LookedAt, { readonly expression?: undefined }>;

/** A rule about MetricTemplates that can be read. */
export const ofTemplate = (
  rule: Omit<Rule, 'check'> & {
    check(template: MetricTemplate, context: Context & { readonly manifest: Manifest }): readonly Hit[];
  },
): Rule =>
  ofKind('MetricTemplate', {
    ...rule,
    check: (manifest, context) => {
      const template = templateIn(manifest);
      return template ? rule.check(template, { ...context, manifest }) : [];
    },
  });
