import type { Canary, Objects, Ref, ResourceCalls } from '@flagger/api';
import { apiErrorIn, isRecord } from '../client/api-error.ts';
import { primaryMaximum } from './autoscaler.ts';
import { HORIZONTAL_POD_AUTOSCALER } from './names.ts';
import type { PodKind, Promotion } from './pod-kind.ts';
import type { PodWorkload } from './pod-workload.ts';

/** Where a primary is promoted, and who tells what scales it; nothing is known to scale it where nobody tells. */
export interface PromotedIn<T extends PodWorkload> {
  readonly canary: Canary;
  readonly kind: PodKind<T>;
  readonly objects: Objects;
  readonly calls: ResourceCalls | undefined;
}

const ASKED_MS = 10_000;
/** Of an account that may not list them, and of a cluster that does not serve them. */
const NONE_KNOWN: readonly (number | undefined)[] = [403, 404];

/**
 * The live primary with the target copied over it. With an autoscaler that the Canary names it has pods for the users that it
 * gets. It keeps its pods where it had fewer by that and an autoscaler that the Canary does not name scales it; only then is
 * anything asked for.
 */
export async function promotedPrimary<T extends PodWorkload>(
  { canary, kind, objects, calls }: PromotedIn<T>,
  live: T,
  promotion: Promotion<T>,
): Promise<T> {
  const replicas = kind.replicas(live);
  if (canary.spec.autoscalerRef) {
    const enough = await enoughForAll(objects, canary, { has: replicas, served: kind.replicas(promotion.target) });
    return kind.promoted(canary, live, { ...promotion, replicas: enough });
  }
  const promoted = kind.promoted(canary, live, promotion);
  const isKept = kind.replicas(promoted) < replicas && calls !== undefined && (await isScaled(calls, live));
  return isKept ? kind.promoted(canary, live, { ...promotion, replicas }) : promoted;
}

/**
 * While the target had most of the users, the autoscaler of the primary took pods away, and it gives them back only after these
 * users have come. What is too many by then it takes itself.
 */
async function enoughForAll(
  objects: Objects,
  canary: Canary,
  { has, served }: { readonly has: number; readonly served: number },
): Promise<number> {
  const most = served > has ? await primaryMaximum(objects, canary) : undefined;
  return most === undefined ? has : Math.max(has, Math.min(served, most));
}

/** KEDA has an autoscaler for each ScaledObject, so these are all. */
async function isScaled(calls: ResourceCalls, { kind, metadata: { name, namespace = '' } }: Ref): Promise<boolean> {
  const call = { ...HORIZONTAL_POD_AUTOSCALER, verb: 'list', plural: 'horizontalpodautoscalers', namespace } as const;
  try {
    const answer = await calls.call(call, { timeoutMs: ASKED_MS, signal: new AbortController().signal });
    const items: unknown = isRecord(answer) ? answer['items'] : undefined;
    return Array.isArray(items) && items.map(scaledBy).some((ref) => ref.kind === kind && ref.name === name);
  } catch (error) {
    if (NONE_KNOWN.includes(apiErrorIn(error)?.status)) {
      return false;
    }
    throw error;
  }
}

function scaledBy(item: unknown): Readonly<Record<string, unknown>> {
  const spec = isRecord(item) ? item['spec'] : undefined;
  const ref = isRecord(spec) ? spec['scaleTargetRef'] : undefined;
  return isRecord(ref) ? ref : {};
}
