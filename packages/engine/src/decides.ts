import type { Canary, Finding, Question } from '@flagger/api';
import { judge } from './judge.ts';

/**
 * Whether one finding decides what was asked, so that nothing more is to be found out: a yes of a rollback hook, else
 * anything but a yes. A metric that holds for want of data leaves it to the others to fail.
 */
export function decides(
  { question, canary }: { readonly question: Question; readonly canary: Canary },
  finding: Finding,
): boolean {
  const { verdict } = judge({ what: question.what, canary, findings: [finding] });
  return verdict === 'hold' ? isUnreachable(finding) : (verdict === 'yes') === (question.what === 'rollback');
}

/** Whether the metrics server said nothing at all. */
export const isUnreachable = (finding: Finding): boolean =>
  finding.kind === 'metric' && finding.problem?.kind === 'unreachable';
