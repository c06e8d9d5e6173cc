import type { KubeObject } from '@flagger/api';
import { toldOf, type ToldLine } from './told.ts';

/** One run of a canary, as far as its events remember it: the cluster forgets them, as a rule after an hour. */
export interface SeenRun {
  /** Where the beginning is forgotten, the first that is remembered. */
  readonly began: string;
  readonly ended?: string;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'superseded' | 'set back';
  /** Whole seconds. */
  readonly seconds?: number;
  /** Why it failed, in the operator's words. */
  readonly because?: string;
  /** What people asked for meanwhile, with who asked. */
  readonly asked: readonly string[];
}

/** A promotion that failed is made again without an analysis, by itself or where somebody asks. */
const BEGINS =
  /^New revision detected! |^Starting canary analysis for |^Copying .* without analysis: |^Retry\b.*: copying /;
const RESTARTS = /^New revision detected! Restarting analysis/;
const ASKED = /^(?:Abort|Reject|Promote|SkipAnalysis|Approve|Retry)\b.* asked by /;
const BECAUSE = /^Rolling back |^Promotion of .* (?:failed|aborted)/;
const ENDS: readonly (readonly [RegExp, SeenRun['outcome']])[] = [
  [/^Promotion completed! /, 'succeeded'],
  [/^Canary failed! |^Promotion of .* (?:failed, primary not ready|aborted)/, 'failed'],
  [/^(?:Abort|Reject)\b.* is not released$/, 'failed'],
  [/ was set back to the promoted revision/, 'set back'],
];

/** The runs of one canary by its events, the oldest first. */
export function historyOf(events: readonly KubeObject[]): readonly SeenRun[] {
  const runs: SeenRun[] = [];
  for (const line of toldOf(events)) {
    const last = runs.at(-1);
    if (last?.outcome === 'running') {
      runs.splice(-1, 1, ...continued(last, line));
    } else if (BEGINS.test(line.message)) {
      runs.push(begun(line));
    }
  }
  return runs;
}

const begun = (line: ToldLine): SeenRun => noted({ began: line.time, outcome: 'running', asked: [] }, line);

function continued(run: SeenRun, line: ToldLine): readonly SeenRun[] {
  const { message } = line;
  const end = ENDS.find(([text]) => text.test(message));
  if (end !== undefined) {
    return [ended(noted(run, line), line, end[1])];
  }
  return RESTARTS.test(message) ? [ended(run, line, 'superseded'), begun(line)] : [noted(run, line)];
}

/** With what people asked for, or why it failed, where the line says so. */
function noted(run: SeenRun, { message }: ToldLine): SeenRun {
  if (ASKED.test(message)) {
    return { ...run, asked: [...run.asked, message] };
  }
  return BECAUSE.test(message) ? { ...run, because: message } : run;
}

function ended(run: SeenRun, { time }: ToldLine, outcome: SeenRun['outcome']): SeenRun {
  const seconds = Math.round((Date.parse(time) - Date.parse(run.began)) / 1000);
  return { ...run, outcome, ended: time, ...(Number.isFinite(seconds) && { seconds }) };
}
