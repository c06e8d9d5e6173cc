import type { KubeObject } from '@flagger/api';
import { fieldsOf, numberOf, textOf } from './fields.ts';

/** One event, as a line of a story. */
export interface ToldLine {
  /** RFC 3339; empty where the event does not say. */
  readonly time: string;
  readonly type: string;
  readonly reason: string;
  /** What it is about, `Canary/podinfo`. */
  readonly object: string;
  readonly namespace: string;
  readonly message: string;
  /** How often it happened. */
  readonly count: number;
}

/** Events as a story, the oldest first; those of one second in the order in which the cluster got them. */
export function toldOf(events: readonly KubeObject[]): readonly ToldLine[] {
  return events
    .map((event) => ({ line: lineOf(event), version: Number(event.metadata.resourceVersion) || 0 }))
    .sort((a, b) => a.line.time.slice(0, 19).localeCompare(b.line.time.slice(0, 19)) || a.version - b.version)
    .map(({ line }) => line);
}

function lineOf(event: KubeObject): ToldLine {
  const { lastTimestamp, eventTime, firstTimestamp, type, reason, involvedObject, message, count } = fieldsOf(event);
  const { kind, name, namespace } = fieldsOf(involvedObject);
  return {
    time:
      textOf(lastTimestamp) ?? textOf(eventTime) ?? textOf(firstTimestamp) ?? event.metadata.creationTimestamp ?? '',
    type: textOf(type) ?? 'Normal',
    reason: textOf(reason) ?? '',
    object: `${textOf(kind) ?? ''}/${textOf(name) ?? ''}`,
    namespace: textOf(namespace) ?? event.metadata.namespace ?? '',
    message: textOf(message) ?? '',
    count: numberOf(count) ?? 1,
  };
}
