import type { Answer, Canary, Finding, Question } from '@flagger/api';
import { judgeMetric } from './judge-metric.ts';
import { judgeReply } from './judge-reply.ts';
import type { Opinion } from './opinion.ts';

export interface Judged {
  readonly question: Question;
  readonly canary: Canary;
  readonly findings: readonly Finding[];
  /** When it was found, ms since the epoch. */
  readonly at: number;
}

/** Turns what was found outside into yes, no or hold; the first finding that is not a yes decides. */
export function judge({ question, canary, findings, at }: Judged): Answer {
  const opinions = findings.map((finding) => opinionOf(canary, finding));
  const against =
    question.what === 'rollback'
      ? opinions.find(({ verdict }) => verdict === 'yes')
      : opinions.find(({ verdict }) => verdict !== 'yes');
  const isYes = question.what === 'rollback' ? against !== undefined : against === undefined;
  return {
    verdict: isYes ? 'yes' : (against?.verdict ?? 'no'),
    says: opinions.flatMap(({ says }) => says ?? []),
    findings,
    at,
  };
}

function opinionOf(canary: Canary, finding: Finding): Opinion {
  switch (finding.kind) {
    case 'reply':
      return judgeReply(canary, finding);
    case 'metric':
      return judgeMetric(canary, finding);
    case 'online':
      return { verdict: 'yes', says: online(finding.problem) };
  }
}

function online(problem: string | undefined): NonNullable<Opinion['says']> {
  return problem === undefined
    ? { type: 'Normal', message: 'all the metrics providers are available!' }
    : { type: 'Warning', message: `Error checking metric providers: ${problem}` };
}
