import { type Canary, maxWeight, strategyOf } from '@flagger/api';
import { ofCanary, type Rule, when } from '../rule.ts';

const ANALYSIS = ['spec', 'analysis'] as const;

/** Whether the shares of a Canary grow step by step. */
const hasShares = (canary: Canary): boolean => !canary.spec.skipAnalysis && strategyOf(canary.spec) === 'canary';

/** The share of the first step, in percent. */
const firstWeight = ({ spec: { analysis } }: Canary): number => analysis.stepWeights?.[0] ?? analysis.stepWeight ?? 0;

const ROUNDS = 'stepWeight: null, maxWeight: null, iterations: 10';
const WEIGHTS = 'stepWeight: null, maxWeight: null, stepWeights';

/** The arithmetic of shares and rounds. */
export const STEP_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG201',
    level: 'warning',
    title: '`stepWeight` is more than `maxWeight`',
    why: 'There is one step only, and it gives the canary more than the most that was wanted.',
    fix: 'Make `stepWeight` a part of `maxWeight`.',
    fires: 'spec: {analysis: {stepWeight: 60, maxWeight: 50}}',
    passes: 'spec: {analysis: {stepWeight: 10, maxWeight: 50}}',
    check: (canary) => {
      const { stepWeight = 0, maxWeight: most } = canary.spec.analysis;
      const says = `found ${stepWeight}, more than maxWeight ${most ?? ''}`;
      return when(
        hasShares(canary) && most !== undefined && most > 0 && stepWeight > most,
        [...ANALYSIS, 'stepWeight'],
        says,
      );
    },
  }),
  ofCanary({
    code: 'FLG202',
    level: 'info',
    title: '`maxWeight` is no multiple of `stepWeight`',
    why: 'The last step is not as large as the others, and may go beyond `maxWeight`.',
    fix: 'Take a `stepWeight` that divides `maxWeight`, or say the shares by `stepWeights`.',
    fires: 'spec: {analysis: {stepWeight: 15, maxWeight: 50}}',
    passes: 'spec: {analysis: {stepWeight: 25, maxWeight: 50}}',
    check: (canary) => {
      const { stepWeight = 0 } = canary.spec.analysis;
      const most = maxWeight(canary.spec.analysis);
      const isUneven = hasShares(canary) && stepWeight > 0 && stepWeight < most && most % stepWeight !== 0;
      return when(isUneven, [...ANALYSIS, 'stepWeight'], `steps of ${stepWeight} do not end at ${most}`);
    },
  }),
  ofCanary({
    code: 'FLG203',
    level: 'info',
    title: 'The same share twice',
    why: 'A step that gives no more than the one before is only another check.',
    fix: 'Take the share away, unless the pause is meant.',
    fires: `spec: {analysis: {${WEIGHTS}: [10, 10, 50]}}`,
    passes: `spec: {analysis: {${WEIGHTS}: [10, 20, 50]}}`,
    check: ({ spec: { analysis } }) =>
      (analysis.stepWeights ?? []).flatMap((weight, index, all) =>
        when(weight === all[index - 1], [...ANALYSIS, 'stepWeights', index], `${weight} % again`),
      ),
  }),
  ofCanary({
    code: 'FLG204',
    level: 'warning',
    title: 'More than half of the users at the first step',
    why: 'Nothing is known of the new version yet, and most users are to try it.',
    fix: 'Begin with 10 % or less.',
    fires: 'spec: {analysis: {stepWeight: 60, maxWeight: 60}}',
    passes: 'spec: {analysis: {stepWeight: 20, maxWeight: 60}}',
    check: (canary) => {
      const first = firstWeight(canary);
      const field = canary.spec.analysis.stepWeights ? ['stepWeights', 0] : ['stepWeight'];
      return when(
        hasShares(canary) && first > 50,
        [...ANALYSIS, ...field],
        `the first step gives the canary ${first} %`,
      );
    },
  }),
  ofCanary({
    code: 'FLG205',
    level: 'warning',
    title: 'A single step',
    why: 'One check decides about the whole release.',
    fix: 'Let the share grow in several steps.',
    fires: 'spec: {analysis: {stepWeight: 50, maxWeight: 50}}',
    passes: 'spec: {analysis: {stepWeight: 10, maxWeight: 50}}',
    check: (canary) => {
      const { stepWeights, stepWeight = 0, maxWeight: most = 100 } = canary.spec.analysis;
      const isSingle = stepWeights ? stepWeights.length === 1 : stepWeight > 0 && stepWeight >= (most || 100);
      const field = stepWeights ? 'stepWeights' : 'stepWeight';
      return when(hasShares(canary) && isSingle, [...ANALYSIS, field], 'there is one step only');
    },
  }),
  ofCanary({
    code: 'FLG206',
    level: 'warning',
    title: 'A single round',
    why: 'One check decides about the whole release.',
    fix: 'Take some more iterations.',
    fires: 'spec: {analysis: {stepWeight: null, maxWeight: null, iterations: 1, mirror: true}}',
    passes: `spec: {analysis: {${ROUNDS}, mirror: true}}`,
    check: ({ spec: { analysis, skipAnalysis } }) =>
      when(!skipAnalysis && analysis.iterations === 1, [...ANALYSIS, 'iterations'], 'there is one round only'),
  }),
  ofCanary({
    code: 'FLG207',
    level: 'warning',
    title: 'Shares beside `iterations`',
    why: 'Rounds have no shares: the field is not read.',
    fix: 'Take the field away, or `iterations`.',
    fires: 'spec: {analysis: {stepWeight: null, maxWeight: 50, iterations: 10}}',
    passes: `spec: {analysis: {${ROUNDS}}}`,
    check: (canary) =>
      (['maxWeight', 'stepWeightPromotion'] as const).flatMap((field) => {
        const isUnread = strategyOf(canary.spec) !== 'canary' && canary.spec.analysis[field] !== undefined;
        return when(isUnread, [...ANALYSIS, field], `${field} says nothing beside iterations`);
      }),
  }),
  ofCanary({
    code: 'FLG208',
    level: 'warning',
    title: '`maxWeight` beside `stepWeights`',
    why: 'The last of the `stepWeights` is the most: `maxWeight` is not read.',
    fix: 'Take `maxWeight` away.',
    fires: 'spec: {analysis: {stepWeight: null, maxWeight: 50, stepWeights: [10, 30, 80]}}',
    passes: `spec: {analysis: {${WEIGHTS}: [10, 30, 80]}}`,
    check: ({ spec: { analysis } }) => {
      const last = analysis.stepWeights?.at(-1);
      const isOther = last !== undefined && analysis.maxWeight !== undefined && analysis.maxWeight !== last;
      return when(
        isOther,
        [...ANALYSIS, 'maxWeight'],
        `found ${analysis.maxWeight ?? ''}, but the steps end at ${last ?? ''}`,
      );
    },
  }),
  ofCanary({
    code: 'FLG209',
    level: 'warning',
    title: '`mirrorWeight` without `mirror`',
    why: 'Nothing is copied to the canary.',
    fix: 'Write `mirror: true`, or take `mirrorWeight` away.',
    fires: 'spec: {analysis: {mirrorWeight: 20}}',
    passes: 'spec: {analysis: {mirrorWeight: 20, mirror: true}}',
    check: ({ spec: { analysis } }) =>
      when(
        analysis.mirrorWeight !== undefined && !analysis.mirror,
        [...ANALYSIS, 'mirrorWeight'],
        'nothing is mirrored',
      ),
  }),
  ofCanary({
    code: 'FLG210',
    level: 'warning',
    title: 'A share of ready pods that can never be, or that asks for none',
    why: 'More than 100 % of the pods are never ready; with 0 users are sent to a version without a single ready pod.',
    fix: 'Write a share from 1 to 100.',
    fires: 'spec: {analysis: {primaryReadyThreshold: 110}}',
    passes: 'spec: {analysis: {primaryReadyThreshold: 80}}',
    check: ({ spec: { analysis } }) =>
      (['primaryReadyThreshold', 'canaryReadyThreshold'] as const).flatMap((field) => {
        const share = analysis[field];
        const isOdd = share !== undefined && (share > 100 || share < 1);
        return when(isOdd, [...ANALYSIS, field], `found ${share ?? ''} % of the pods`);
      }),
  }),
  ofCanary({
    code: 'FLG211',
    level: 'info',
    title: 'An analysis that is skipped',
    why: '`skipAnalysis: true` promotes each revision at once: no metric and no hook is asked.',
    fix: 'Take `skipAnalysis` away; to skip once, use `kubectl flagger promote --skip-analysis`.',
    fires: 'spec: {skipAnalysis: true}',
    passes: 'spec: {skipAnalysis: false}',
    check: ({ spec: { analysis, skipAnalysis } }) =>
      when(
        skipAnalysis === true && (analysis.metrics ?? []).length > 0,
        ['spec', 'skipAnalysis'],
        'no metric is looked at, and each revision is promoted',
      ),
  }),
  ofCanary({
    code: 'FLG212',
    level: 'info',
    title: 'A promotion in steps that is none',
    why: 'The share of the primary grows by all there is: it is as without the field.',
    fix: 'Take a share well below 100, or take `stepWeightPromotion` away.',
    fires: 'spec: {analysis: {stepWeightPromotion: 100}}',
    passes: 'spec: {analysis: {stepWeightPromotion: 20}}',
    check: ({ spec: { analysis } }) =>
      when((analysis.stepWeightPromotion ?? 0) >= 100, [...ANALYSIS, 'stepWeightPromotion'], 'all users move at once'),
  }),
];
