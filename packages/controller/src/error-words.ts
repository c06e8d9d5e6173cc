import { NotInstalled, Stop, Wait, type Action } from '@flagger/api';

/** Which fields of a Canary name what an action works on; undefined where it is the Canary itself. */
const FIELDS: Readonly<Record<Action['do'], string | undefined>> = {
  adopt: 'spec.targetRef and spec.service',
  prepareMesh: 'spec.provider and spec.service',
  ensureServices: 'spec.service',
  ensurePrimary: 'spec.targetRef',
  ensureConfigs: 'spec.targetRef',
  ensureApex: 'spec.service',
  ensureScaler: 'spec.autoscalerRef',
  ensureRoutes: 'spec.provider and spec.service',
  route: 'spec.provider and spec.service',
  promote: 'spec.targetRef',
  sleepTarget: 'spec.targetRef',
  wakeTarget: 'spec.targetRef',
  routeFormer: 'former spec.provider and spec.service',
  release: 'spec.provider and spec.service',
  releaseServices: 'spec.service',
  finalizer: undefined,
  event: undefined,
  alert: undefined,
  status: undefined,
};

/** What was tried and why it failed, each said once. */
export function textOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
  return cause === '' || message.includes(cause) ? message : `${message}: ${cause}`;
}

/** Whether the world is to blame and not this program: what a port wrapped, or what it threw on purpose. */
export const isFromOutside = (error: unknown): error is Error =>
  error instanceof Wait || error instanceof Stop || isWrapped(error);

/** What the cluster itself says, in words that know no Canary; all other words are ours or Flagger's and stay. */
const isOfCluster = (error: unknown): error is Error => error instanceof NotInstalled || isWrapped(error);

const isWrapped = (error: unknown): error is Error => error instanceof Error && error.cause instanceof Error;

/** Why an action failed, with the fields of the Canary that name what it works on. */
export function textOfAction({ do: action }: Action, error: unknown): string {
  const field = FIELDS[action];
  return field !== undefined && isOfCluster(error) ? `${field}: ${textOf(error)}` : textOf(error);
}

/** What is read for a field of the Canary; where that fails, the field is named. */
export async function readFor<T>(field: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw isOfCluster(error) ? ofField(field, error) : error;
  }
}

function ofField(field: string, error: Error): Error {
  const message = `${field}: ${textOf(error)}`;
  if (!(error instanceof Wait)) {
    return new Error(message, { cause: error });
  }
  const { afterMs } = error;
  return new Wait(message, { cause: error, ...(afterMs !== undefined && { afterMs }) });
}
