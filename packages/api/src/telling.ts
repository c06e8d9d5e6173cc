import type { Phase } from './canary.ts';

/** What users are told; `phase` and `checksum` are what event webhooks say beside it. */
export interface ToldEvent {
  readonly type: EventType;
  readonly message: string;
  readonly id: string;
  readonly phase: Phase;
  readonly checksum: string;
  /** Told once, not once in each step. */
  readonly isForGood?: true;
}

/** Whether an event is news or a warning, in Kubernetes' words. */
export type EventType = 'Normal' | 'Warning';
/** How bad an alert is, in Flagger's words. */
export type Severity = 'info' | 'warn' | 'error';
