import { z } from 'zod';
import { analysisStatus } from './analysis-status.ts';
import { text, textMap } from './fields.ts';
import { once } from './once.ts';

/** The phases of a Canary's life; empty before the first. */
export const phases = [
  '',
  'Initializing',
  'Initialized',
  'Waiting',
  'Progressing',
  'WaitingPromotion',
  'Promoting',
  'Finalising',
  'Succeeded',
  'Failed',
  'Terminating',
  'Terminated',
] as const;

const time = (description: string) => z.string().meta({ description, format: 'date-time' });

/** A missing message counts as an empty one. */
const message = () =>
  text('Why, for people.')
    .optional()
    .transform((value) => value ?? '');

/** Conditions of other writers stay as they are; ours always have both times. */
const condition = () =>
  z
    .object({
      type: text('Type of the condition.'),
      status: text('True, False or Unknown.').transform((value) =>
        value === 'True' || value === 'False' ? value : 'Unknown',
      ),
      reason: text('Why, in one word.'),
      message: message(),
      lastUpdateTime: time('When it was last written.').exactOptional(),
      lastTransitionTime: time('When its status last changed.').exactOptional(),
    })
    .meta({ description: 'One condition.' });

/** What is so. */
export const canaryStatus = once(() =>
  z
    .object({
      phase: z.enum(phases).meta({ description: 'Where the Canary is in its life.' }).exactOptional(),
      failedChecks: z.number().meta({ description: 'Failed checks of this run.' }).exactOptional(),
      canaryWeight: z.number().meta({ description: 'Share of the canary, in percent.' }).exactOptional(),
      iterations: z.number().meta({ description: 'Checks done of an A/B test or blue/green.' }).exactOptional(),
      sessionAffinityCookie: text('Cookie of the canary in this run.').exactOptional(),
      primarySessionAffinityCookie: text('Cookie of the primary in this run.').exactOptional(),
      previousSessionAffinityCookie: text('Cookie of the canary in the run before.').exactOptional(),
      trackedConfigs: textMap('Checksums of the ConfigMaps and Secrets of the target.').exactOptional(),
      lastAppliedSpec: text('Revision of the target that was last seen.').exactOptional(),
      lastPromotedSpec: text('Revision of the target that was last promoted.').exactOptional(),
      lastPromotedConfigs: textMap('Checksums of the ConfigMaps and Secrets that were last promoted.').exactOptional(),
      lastTransitionTime: time('When this status was last written.').exactOptional(),
      observedGeneration: z
        .number()
        .meta({
          description: 'Generation of the spec that the operator last looked at.',
          format: 'int64',
          type: 'integer',
        })
        .exactOptional(),
      lastHandledReconcileAt: text(
        'Request of Flux (reconcile.fluxcd.io/requestedAt) that was answered last.',
      ).exactOptional(),
      conditions: z.array(condition()).meta({ description: 'Conditions.' }).exactOptional(),
      analysis: analysisStatus().exactOptional(),
    })
    .meta({ description: 'What is so.' }),
);
