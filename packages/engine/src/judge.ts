import type { Answer, Canary, Finding, QuestionKind } from '@flagger/api';
import { judgeMetric } from './judge-metric.ts';
import { judgeReply } from './judge-reply.ts';
import type { Opinion } from './opinion.ts';

export interface Judged {
  readonly what: QuestionKind;
  readonly canary: Canary;
  readonly findings: readonly Finding[];
}

/** Turns what was found outside into yes, no or hold: no where one finding is a no, else hold where one says so. */
export function judge({ what, canary, findings }: Judged): Answer {
  const opinions = findings.map((finding) => opinionOf(canary, finding));
  const against =
    what === 'rollback'
      ? opinions.find(({ verdict }) => verdict === 'yes')
      : (opinions.find(({ verdict }) => verdict === 'no') ?? opinions.find(({ verdict }) => verdict === 'hold'));
  const isYes = what === 'rollback' ? against !== undefined : against === undefined;
  return {
    verdict: isYes ? 'yes' : (against?.verdict ?? 'no'),
    // what only holds is no news where something fails
    says: opinions.flatMap(({ verdict, says }) =>
      against?.verdict === 'no' && verdict === 'hold' ? [] : (says ?? []),
    ),
    findings,
  };
}

/** What one finding alone means. */
export function opinionOf(canary: Canary, finding: Finding): Opinion {
  switch (finding.kind) {
    case 'reply':
      return judgeReply(canary, finding);
    case 'metric':
      return judgeMetric(canary, finding);
    case 'online':
      return { verdict: 'yes', says: online(finding.problem) };
    case 'pods':
    case 'counts': // what was counted is weighed with what the status remembers
      return { verdict: 'yes' };
  }
}

function online(problem: string | undefined): NonNullable<Opinion['says']> {
  return problem === undefined
    ? { type: 'Normal', message: 'all the metrics providers are available!' }
    : { type: 'Warning', message: `Error checking metric providers: ${problem}` };
}
