import type { Answer, EventType } from '@flagger/api';

/** What one finding means, and what users are told about it. */
export interface Opinion {
  readonly verdict: Answer['verdict'];
  readonly says?: { readonly type: EventType; readonly message: string };
}
