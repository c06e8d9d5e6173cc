import type { Copied, Target } from '@flagger/api';
import type { Observed } from './observed.ts';

/** Whether there is a target to work with. */
export const isAt = (observed: Observed): observed is WithTarget => observed.target.state === 'found';

type Found = Extract<Target, { state: 'found' }>;

/** The observation of a canary whose target is there and usable. */
export type WithTarget = Observed & { readonly target: Found };

/** Our digests begin like this; anything else was written by Flagger and cannot be recomputed. */
const OURS = 'sha256:';

/** Whether the target, or a ConfigMap or Secret it uses, differs from what was last analysed or promoted. */
export function isNewRevision({ canary, target }: WithTarget): boolean {
  const { lastAppliedSpec } = canary.status;
  return (
    (target.workload.revision !== lastAppliedSpec && !isPromotedRevision({ canary, target }))
    || hasNewConfigs({ canary, target })
  );
}

/** Whether the target is another one than what was last analysed, be it new or an older one. */
export const isOtherThanApplied = ({ canary, target }: WithTarget): boolean =>
  target.workload.revision !== canary.status.lastAppliedSpec || hasNewConfigs({ canary, target });

/** Whether the target is back at what the primary was copied from. */
export const isPromotedRevision = ({ canary, target }: Pick<WithTarget, 'canary' | 'target'>): boolean =>
  target.workload.revision === canary.status.lastPromotedSpec;

/**
 * Whether the target is back at what was promoted before the last run, with the configs that it had: with others nobody
 * analysed it. A run that was about configs alone had the same template, which tells nothing.
 */
export const isBack = ({ canary, target }: Pick<WithTarget, 'canary' | 'target'>): boolean =>
  isPromotedRevision({ canary, target })
  && target.workload.revision !== canary.status.lastAppliedSpec
  && hasConfigs(target, canary.status.lastPromotedConfigs);

/** Whether the target was set to what neither the last run was about nor was promoted before it. */
export const isUnseen = (observed: WithTarget): boolean => isOtherThanApplied(observed) && !isBack(observed);

/** Whether the status alone tells that the primary runs just that, with these configs. */
export const isKnownAsPromoted = ({ canary, target }: Pick<WithTarget, 'canary' | 'target'>): boolean =>
  isPromotedRevision({ canary, target })
  && (Object.keys(target.configs).length === 0 || hasConfigs(target, canary.status.lastPromotedConfigs));

/** Whether the status holds a digest that we cannot compare with, as after replacing Flagger. */
export function isForeign({ canary }: Pick<Observed, 'canary'>): boolean {
  const { lastAppliedSpec } = canary.status;
  return lastAppliedSpec !== undefined && lastAppliedSpec !== '' && !isOurs(lastAppliedSpec);
}

/** Whether it is known what was promoted last: a digest of Flagger names nothing that can be found again. */
export const knowsPromoted = ({ canary }: Observed): boolean => isOurs(canary.status.lastPromotedSpec ?? '');

const isOurs = (revision: string): boolean => revision.startsWith(OURS);

/**
 * Whether the checksums that Flagger left, which can be recomputed, tell that a config was edited since, or others are
 * used. Without them nobody knows: it leaves none where it tracks none, or there are none.
 */
export function hasOtherThanFlaggers({ canary, target }: WithTarget): boolean {
  const known = canary.status.trackedConfigs ?? {};
  const left = Object.entries(known);
  const isReadable = left.length > 0 && left.every((entry) => FLAGGERS.test(entry.join('=')));
  return isReadable && !hasConfigs({ ...target, configs: target.flaggerConfigs ?? target.configs }, known);
}

const FLAGGERS = /^(configmap|secret)\/[^/]+=[0-9a-f]{16}$/;

/** The fields of the status that name the revision seen now. */
export const asApplied = ({
  target,
}: WithTarget): { readonly lastAppliedSpec: string; readonly trackedConfigs: Readonly<Record<string, string>> } => ({
  lastAppliedSpec: target.workload.revision,
  trackedConfigs: target.configs,
});

/** The field of the status that names what a promotion has copied; none where Flagger did, which has named it already. */
export const asCopied = ({ canary: { status } }: Observed): { readonly lastPromotedSpec?: string } =>
  status.lastAppliedSpec ? { lastPromotedSpec: status.lastAppliedSpec } : {};

/** What is copied to the primary, and nothing that the target is set to meanwhile. */
export const asSeen = ({ target }: WithTarget): Copied => ({
  revision: target.workload.revision,
  configs: target.configs,
});

const hasNewConfigs = ({ canary, target }: Pick<WithTarget, 'canary' | 'target'>): boolean =>
  !hasConfigs(target, canary.status.trackedConfigs);

function hasConfigs({ configs, isUntracked }: Found, known: Readonly<Record<string, string>> = {}): boolean {
  const seen = Object.entries(configs);
  return (
    isUntracked === true
    || (seen.length === Object.keys(known).length && seen.every(([name, checksum]) => known[name] === checksum))
  );
}
