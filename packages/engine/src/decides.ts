import type { Canary, Finding, Question } from '@flagger/api';
import { judge } from './judge.ts';

/**
 * Whether one finding decides what was asked, so that nothing more is to be found out: a yes of a rollback hook, else
 * anything but a yes.
 */
export function decides(
  { question, canary }: { readonly question: Question; readonly canary: Canary },
  finding: Finding,
): boolean {
  const { verdict } = judge({ question, canary, findings: [finding], at: 0 });
  return (verdict === 'yes') === (question.what === 'rollback');
}
