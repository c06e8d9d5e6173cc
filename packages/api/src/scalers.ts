import type { AutoscalerRef, Canary, CanaryStatus } from './canary.ts';

/** An autoscaler that a Canary names, or named before. */
export interface Scaler {
  readonly kind: AutoscalerRef['kind'];
  readonly name: string;
}

/** One that a Canary named before. */
export interface FormerScaler extends Scaler {
  /** Whether it has the target as it wants since; its copy may still scale the primary. */
  readonly isLetGo: boolean;
}

/** What of a former autoscaler is there. */
export interface SeenScaler extends FormerScaler {
  /** Whether it is still paused as the Canary paused it. */
  readonly isPaused: boolean;
  /** What its copy is called that still scales the primary; undefined where there is none. */
  readonly copy?: string;
}

const LET_GO = ' was let go';
const TEXT = /^(HorizontalPodAutoscaler|ScaledObject) (\S+?)( was let go)?$/;

/** As the condition `Scaled` says them. */
export const scalersText = (scalers: readonly FormerScaler[]): string =>
  scalers.map(({ kind, name, isLetGo }) => `${kind} ${name}${isLetGo ? LET_GO : ''}`).join('; ');

/** Which autoscalers a Canary named before, the last one first; none where nobody wrote that. */
export function formerScalers({ spec, status }: Pick<Canary, 'spec' | 'status'>): readonly FormerScaler[] {
  return writtenScalers(status).filter(({ kind, name }) => {
    const { autoscalerRef } = spec;
    return autoscalerRef?.kind !== kind || autoscalerRef.name !== name;
  });
}

/** The inverse of {@link scalersText}, of the condition. */
function writtenScalers({ conditions = [] }: CanaryStatus): readonly FormerScaler[] {
  const { message = '' } = conditions.find(({ type }) => type === 'Scaled') ?? {};
  return message.split('; ').flatMap((each) => {
    const [, kind, name, letGo] = TEXT.exec(each) ?? [];
    return (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') && name !== undefined
      ? [{ kind, name, isLetGo: letGo !== undefined }]
      : [];
  });
}
