import { z } from 'zod';
import { comparison, metricComparison } from './compare.ts';
import { duration, flag, httpAddress, looseDuration, text, textMap, weight, whole } from './fields.ts';
import { analysisMatch } from './http-match.ts';

/** The moments at which a webhook is called; empty counts as `rollout`. */
export const webhookTypes = [
  '',
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-promotion',
  'post-rollout',
  'event',
  'rollback',
  'confirm-traffic-increase',
] as const;

const reference = (description: string) =>
  z
    .object({ name: text('Name.'), namespace: text('Namespace; that of the Canary by default.').exactOptional() })
    .meta({ description });

export const metric = z
  .object({
    name: text('Name; request-success-rate and request-duration are built in.'),
    interval: looseDuration('How far back the query looks; 1m by default.').exactOptional(),
    threshold: z
      .number()
      .meta({ description: 'Bound where there is no range: the least success rate, the most of anything else.' })
      .exactOptional(),
    thresholdRange: z
      .object({
        min: z.number().meta({ description: 'Least value that is accepted.' }).exactOptional(),
        max: z.number().meta({ description: 'Most that is accepted.' }).exactOptional(),
      })
      .meta({ description: 'Values that are accepted, bounds included.' })
      .exactOptional(),
    query: text('PromQL with variables such as {{ namespace }}.').exactOptional(),
    templateRef: reference('The MetricTemplate to ask with.').exactOptional(),
    onNoData: z
      .enum(['fail', 'hold', 'pass'])
      .meta({
        description:
          'What it means that there is no value: a failed check (the default), neither a failed check nor a step further until progressDeadlineSeconds have passed, or a check that passed.',
      })
      .exactOptional(),
    compare: metricComparison.exactOptional(),
    templateVariables: textMap('What {{ variables.name }} stands for in the template.').exactOptional(),
  })
  .meta({ description: 'One measurement.' });

export const alert = z
  .object({
    name: text('Name.'),
    severity: z
      .enum(['', 'info', 'warn', 'error'])
      .meta({ description: 'Least severity that is sent.' })
      .exactOptional(),
    providerRef: reference('The AlertProvider to send with.'),
  })
  .meta({ description: 'Whom to tell.' });

export const webhook = z
  .object({
    name: text('Name.'),
    type: z.enum(webhookTypes).meta({ description: 'When it is called; rollout by default.' }).exactOptional(),
    muteAlert: flag('Send no alert while this gate is closed.').exactOptional(),
    url: httpAddress('Address that is POSTed to.'),
    timeout: duration('How long one attempt may take; 10s by default.').exactOptional(),
    retries: whole('How many more attempts where it cannot be reached.').exactOptional(),
    disableTLS: flag('Accept any certificate.').exactOptional(),
    metadata: textMap('Sent along.').exactOptional(),
  })
  .meta({ description: 'One call.' });

/** What RFC 6265 takes as the name of a cookie. The CRD says no pattern, as Flagger's does not. */
const COOKIE_NAME = /^[\w!#$%&'*+\-.^`|~]+$/;
const cookieName = (description: string, none?: string) =>
  z
    .string()
    .refine(
      (name) => name === none || COOKIE_NAME.test(name),
      'a name of letters, digits and - _ . without spaces, = and ;',
    )
    .meta({ description });
/** An attribute of a cookie: a semicolon would begin the next one. */
const attribute = (description: string) =>
  z
    .string()
    .refine((value) => /^[\x20-\x3a\x3c-\x7e]*$/.test(value), 'a text of ASCII without semicolons and line breaks')
    .meta({ description });

export const sessionAffinity = z
  .object({
    cookieName: cookieName('Cookie that keeps a user on the canary.'),
    primaryCookieName: cookieName('Cookie that keeps a user on the primary.', '').exactOptional(),
    domain: attribute('Domain of the cookie.').exactOptional(),
    httpOnly: flag('Hide the cookie from scripts.').exactOptional(),
    maxAge: z
      .number()
      .refine((seconds) => Number.isInteger(seconds) && seconds >= 0, 'a whole number of seconds, 0 for a day')
      .default(86400)
      .meta({ description: 'How long the cookie lives, in seconds.' }),
    partitioned: flag('Keep the cookie apart for each site.').exactOptional(),
    path: attribute('Path of the cookie.').exactOptional(),
    sameSite: z
      .enum(['Strict', 'Lax', 'None'])
      .meta({ description: 'Whether other sites send the cookie.' })
      .exactOptional(),
    secure: flag('Send the cookie over TLS only.').exactOptional(),
  })
  .meta({ description: 'Cookies that keep a user where they are.' });

/** How a new revision is tried, as before v1beta1: the CRD of then asked for no field of it. */
export const canaryAnalysis = z
  .object({
    interval: duration('Time between checks, at least 10s; 60s by default.').exactOptional(),
    iterations: whole('Number of checks of an A/B test or blue/green.').exactOptional(),
    threshold: whole('Failed checks after which the run is rolled back.').exactOptional(),
    maxWeight: weight('Share of the canary at which it is promoted, in percent; 100 by default.').exactOptional(),
    stepWeight: weight('By how much the share of the canary grows, in percent.').exactOptional(),
    stepWeights: z
      .array(weight('Share of the canary, in percent; more than 100 counts as 100.', Infinity))
      .meta({
        description: 'Shares of the canary, one after the other, in percent.',
        maxItems: 101,
        'x-kubernetes-validations': [
          { message: 'each step must be at least as large as the one before', rule: 'self.isSorted()' },
        ],
      })
      .exactOptional(),
    stepWeightPromotion: weight(
      'By how much the share of the promoted primary grows, in percent; all at once by default.',
      Infinity,
    ).exactOptional(),
    mirror: flag('Copy requests to the canary before it gets any.').exactOptional(),
    mirrorWeight: weight('Share of requests that is copied, in percent; all by default.').exactOptional(),
    primaryReadyThreshold: whole(
      'Share of pods that makes the primary ready, in percent; 100 by default.',
    ).exactOptional(),
    canaryReadyThreshold: whole(
      'Share of pods that makes the canary ready, in percent; 100 by default.',
    ).exactOptional(),
    match: z.array(analysisMatch).meta({ description: 'Which users get the canary in an A/B test.' }).exactOptional(),
    compare: comparison.exactOptional(),
    metrics: z.array(metric).meta({ description: 'What is measured at each check.' }).exactOptional(),
    alerts: z.array(alert).meta({ description: 'Who is told.' }).exactOptional(),
    webhooks: z.array(webhook).meta({ description: 'What is called, and when.' }).exactOptional(),
    sessionAffinity: sessionAffinity.exactOptional(),
  })
  .meta({ description: 'What analysis was called before v1beta1; not read where analysis is given.' });

/** How a new revision is tried. */
export const analysis = canaryAnalysis.meta({
  description: 'How a new revision is tried.',
  oneOf: ['iterations', 'stepWeight', 'stepWeights'].map((strategy) => ({
    required: ['interval', 'threshold', strategy],
  })),
});
