import type { Canary, Finding, WebhookType } from '@flagger/api';
import type { Opinion } from './opinion.ts';
import { nameOf } from './names.ts';
import { approvedOf } from './verbs/approved.ts';

type Reply = Extract<Finding, { kind: 'reply' }>;
type Texts = (reply: Reply, canary: string) => string | undefined;

/** What users read when a hook says yes or no; undefined is silence. The texts are Flagger's, as far as somebody answered. */
const TEXTS: Record<WebhookType, { readonly yes: Texts; readonly no: Texts }> = {
  'confirm-rollout': {
    yes: ({ name }) => `Confirm-rollout check ${name} passed`,
    no: (reply, canary) => `Halt ${canary} advancement waiting for approval ${reply.name}`,
  },
  'confirm-promotion': {
    yes: ({ name }) => `Confirm-promotion check ${name} passed`,
    no: (reply, canary) => `Halt ${canary} advancement waiting for promotion approval ${reply.name}`,
  },
  'confirm-traffic-increase': {
    yes: ({ name }) => `Confirm-traffic-increase check ${name} passed`,
    no: (reply, canary) => `Halt ${canary} advancement waiting for traffic increase approval ${reply.name}`,
  },
  'pre-rollout': {
    yes: ({ name }) => `Pre-rollout check ${name} passed`,
    no: ({ name, message }, canary) => `Halt ${canary} advancement pre-rollout check ${name} failed ${message}`,
  },
  'post-rollout': {
    yes: ({ name }) => `Post-rollout check ${name} passed`,
    no: ({ name, message }) => `Post-rollout hook ${name} failed ${message}`,
  },
  rollback: {
    yes: ({ name }) => `Rollback check ${name} passed`,
    no: (reply) => `Rollback hook ${reply.name} not signaling a rollback`,
  },
  rollout: { yes: () => undefined, no: externalCheck },
  '': { yes: () => undefined, no: externalCheck },
  event: { yes: () => undefined, no: () => undefined },
};

/** What stops a run is a warning: a no or, of a rollback hook, a yes. A gate that a person opened says yes. */
export function judgeReply(canary: Canary, answer: Reply): Opinion {
  const reply = approvedOf(canary, answer.hook).includes(answer.name) ? { ...answer, ok: true } : answer;
  const said = TEXTS[reply.hook][reply.ok ? 'yes' : 'no'](reply, nameOf(canary));
  const text = said !== undefined && reply.isUnreached && !reply.ok ? withReason(said, reply) : said;
  const isAlarm = reply.hook === 'rollback' ? reply.ok : !reply.ok;
  return {
    verdict: reply.ok ? 'yes' : 'no',
    ...(text === undefined ? {} : { says: { type: isAlarm ? 'Warning' : 'Normal', message: text } }),
  };
}

/** A gate that nobody guards looks closed; Flagger's texts of gates do not say why. */
const withReason = (said: string, { message }: Reply): string =>
  said.includes(message) ? said : `${said}: nobody was reached, ${message}`;

function externalCheck({ name, message }: Reply, canary: string): string {
  return `Halt ${canary} advancement external check ${name} failed ${message}`;
}
