import { type Canary, isKnative, nameIn, nameOf, Stop, type Target, Wait } from '@flagger/api';
import type { ConfigRef } from './config-refs.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Selector } from './selector.ts';

/** Why there is no target to work with. */
export type Unfit = Exclude<Target, { readonly state: 'found' }>;

/** The target does not exist (yet). */
export function missingTarget(canary: Canary): Unfit {
  const { metadata, spec } = canary;
  const { name } = spec.targetRef;
  return {
    state: 'missing',
    message: notFound(canary),
    field: 'spec.targetRef.name',
    found: JSON.stringify(name),
    allowed: `the name of a ${spec.targetRef.kind} in namespace ${metadata.namespace}`,
  };
}

/** Flagger's words for a workload that is not there. */
export function notFound({ metadata, spec }: Canary, name = spec.targetRef.name): string {
  const { kind } = spec.targetRef;
  const word = kind.toLowerCase();
  return `${word} ${nameIn(name, metadata.namespace)} get query error: ${word}s${kind === 'Service' ? '' : '.apps'} "${name}" not found`;
}

/** What texts call an object: its kind in small letters. */
export const wordOf = ({ kind }: Pick<PodWorkload, 'kind'>): string => kind.toLowerCase();

/** Services could not find the target's pods by a label that we may change for the primary. */
export function badSelector(target: PodWorkload, labels: readonly string[]): Unfit {
  const { kind, metadata } = target;
  const text = `${wordOf(target)} ${nameOf(target)} spec.selector.matchLabels must contain one of [${labels.join(' ')}]`;
  // Flagger's text for DaemonSets has a quote at its end
  const quote = kind === 'DaemonSet' ? "'" : '';
  return {
    state: 'unusable',
    message: `getSelectorLabel failed: ${text}${quote}`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(metadata.name),
    allowed: `the name of a ${kind} with one of the labels ${labels.join(', ')} in its spec.selector.matchLabels`,
  };
}

/** Pods of the primary would need a value of their label that none can have. */
export function longSelector(target: PodWorkload, { label, value, primaryValue }: Selector): Unfit {
  const { kind, metadata } = target;
  const longest = value.length - (primaryValue.length - 63);
  return {
    state: 'unusable',
    message: `${wordOf(target)} ${nameOf(target)} has the label ${label} of ${value.length} characters, and its primary cannot have ${primaryValue}`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(metadata.name),
    allowed: `the name of a ${kind} whose label ${label} in spec.selector.matchLabels has at most ${longest} characters, or that has another one of the operator's -selector-labels before it`,
  };
}

/** The primary could not be written any more, since its selector cannot be changed: no user may be moved for that. */
export function otherSelector(target: PodWorkload, primary: PodWorkload): Unfit {
  const { kind } = target;
  const { name } = target.metadata;
  const labels = Object.entries(primary.spec.selector.matchLabels ?? {}).map(([label, value]) => `${label}=${value}`);
  const made = `${wordOf(primary)} ${nameOf(primary)} was made for pods with ${labels.join(', ') || 'no label'}`;
  const keys = Object.keys(primary.spec.selector.matchLabels ?? {}).join(', ');
  return {
    state: 'unusable',
    isForPrimary: true,
    message: `${made}, which those of ${wordOf(target)} ${nameOf(target)} cannot become or be told from`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(name),
    allowed: `the name of a ${kind} with the label ${keys} of another value in its spec.selector.matchLabels, since ${made}; to move to another label, scale ${name} up, delete the Canary and create it again`,
  };
}

/** Users of one would be answered by pods of the other. */
export function sharedPods({ target, selector }: Sharing, other: Sharing): Unfit {
  const [mine, theirs] = [selector, other.selector].map(({ label, value }) => `${label}=${value}`);
  const rival = `${wordOf(other.target)} ${nameOf(other.target)}`;
  return {
    state: 'unusable',
    message: `services of ${wordOf(target)} ${nameOf(target)} select pods by ${mine} and those of ${rival} by ${theirs}: each would send users to pods of the other`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(target.metadata.name),
    allowed: `the name of a ${target.kind} whose pods are told from those of ${rival} by one of the operator's -selector-labels, which is looked for in this order: give both another value of the first, or name a label in -selector-labels before it in which they differ`,
  };
}

interface Sharing {
  readonly target: PodWorkload;
  readonly selector: Selector;
}

/** Pods of the target would not start: a config that is not optional is missing. */
export function missingConfig(target: PodWorkload, { kind, name }: ConfigRef, hasPrimary: boolean): Unfit {
  const word = kind.toLowerCase();
  const query = `${word} ${nameIn(name, target.metadata.namespace)} get query error: `;
  return {
    state: 'unusable',
    message: `${hasPrimary ? '' : `createPrimary${target.kind} failed: `}GetTargetConfigs failed: ${query}${query}${word}s "${name}" not found`,
    field: 'spec.targetRef.name',
    found: JSON.stringify(target.metadata.name),
    allowed: `the name of a ${target.kind} whose ConfigMaps and Secrets exist (${kind} ${name} does not)`,
  };
}

/** No implementation works with targets of this kind: Services of Knative. */
export function invalidKind({ spec }: Canary): Unfit {
  const { kind, apiVersion } = spec.targetRef;
  const mesh = spec.provider ? `${spec.provider} provider` : 'the provider of -mesh-provider';
  const ofKnative = `can't use ${mesh} with Knative Service as target`;
  const allowed = 'that of a DaemonSet, a Deployment or a Service of Kubernetes';
  return {
    state: 'unusable',
    message: isKnative(spec.targetRef) ? ofKnative : `TargetRef.Kind invalid: ${kind}`,
    field: 'spec.targetRef.apiVersion',
    found: JSON.stringify(apiVersion),
    allowed: isKnative(spec.targetRef) ? `${allowed}, or spec.provider: knative` : allowed,
  };
}

/** The error for one who wanted to work with the target. */
export function asError({ state, message, field, found, allowed }: Unfit): Error {
  return state === 'missing' ? new Wait(message) : new Stop({ field, found, allowed });
}
