import { apexName, type ConditionChange, type Former } from '@flagger/api';
import type { Observed } from './observed.ts';
import { movedFrom } from './wanted.ts';

const ROUTED = /^(\S+) routed (\S+)$/;
/** Names that were left longer ago are forgotten. */
const REMEMBERED = 10;

/**
 * Where a canary was routed before it named another service or mesh, the oldest first: what was taken there is given
 * back when the Canary is deleted, since until then only its primary has pods.
 */
export function formersOf(observed: Observed): readonly Former[] {
  const here = { provider: observed.provider, apex: apexName(observed.canary) };
  const left = movedFrom(observed);
  const known = [...written(observed).filter((former) => !left || !isSame(former, left)), ...(left ? [left] : [])];
  return known.filter((former) => !isSame(former, here));
}

/** The condition that remembers them, from the moment that a canary has moved; undefined where there are none. */
export function formerCondition(observed: Observed): ConditionChange | undefined {
  const formers = formersOf(observed).slice(-REMEMBERED);
  return formers.length === 0
    ? undefined
    : {
        status: 'True',
        reason: 'Moved',
        message: formers.map(({ provider, apex }) => `${provider} routed ${apex}`).join('; '),
      };
}

function written({ canary }: Observed): readonly Former[] {
  const { message = '' } = canary.status.conditions?.find(({ type }) => type === 'Former') ?? {};
  return message.split('; ').flatMap((each) => {
    const [, provider, apex] = ROUTED.exec(each) ?? [];
    return provider === undefined || apex === undefined ? [] : [{ provider, apex }];
  });
}

const isSame = (one: Former, other: Former): boolean => one.provider === other.provider && one.apex === other.apex;
