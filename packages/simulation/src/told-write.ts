import type { Question } from '@flagger/api';
import type { Applied } from '@flagger/simulated-cluster';
import type { Facts } from './facts.ts';
import { stageOf, toldStage, type Stage } from './stage.ts';

/** What a write changed, for the story. */
export function toldWrite({ verb, before, after }: Applied): string {
  if (verb === 'status') {
    return `: ${toldStage(stageOf(after))}`;
  }
  const [was, is] = [before, after].map((object) => JSON.stringify(object?.spec));
  return was === is ? '' : `: ${(is ?? 'gone').slice(0, 300)}`;
}

/** Which requests are to be counted, for the story. */
export const toldWindow = ({ window }: Question): string =>
  window ? `, counted from ${window.from} to ${window.to}` : '';

/** How a run ended. */
export function endOf({ phase }: Stage, { step }: Facts): string {
  if (phase === 'Failed') {
    return 'failed';
  }
  return step.messages.some((message) => message.startsWith('Promotion completed!')) ? 'promoted' : 'set back';
}
