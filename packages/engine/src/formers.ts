import type { ConditionChange, Former } from '@flagger/api';
import type { Observed } from './observed.ts';
import { isSameRouting, movedFrom, routedAt } from './wanted.ts';

/** What the condition says of a place: that users were led there, or that they are to be, so that its objects may be there. */
const LED = 'routed';
const TO_BE_LED = 'to route';
const PLACE = /^(\S+) (routed|to route) (\S+?)(?: beside (\S+))?$/;
/** Names that were left longer ago are forgotten. */
const REMEMBERED = 10;

interface Known extends Former {
  /** Whether its objects were let go, or are those of a place that users are led from. */
  readonly isDone: boolean;
}

/**
 * Where a canary was routed before it named another service or mesh, the oldest first: what was taken there is given
 * back when the Canary is deleted, since until then only its primary has pods.
 */
export function formersOf(observed: Observed): readonly Former[] {
  const from = movedFrom(observed);
  const known = [
    ...written(observed).filter((former) => !from || !isSameRouting(former, from)),
    ...(from ? [from] : []),
  ];
  return known.filter((former) => !isSameRouting(former, routedAt(observed))).map(asFormer);
}

/** The condition that remembers them, from the moment that a canary has moved; undefined where there are none. */
export const formerCondition = (observed: Observed): ConditionChange | undefined => condition(left(observed));

/** The same once what was made where nobody was led is let go. */
export const letGoCondition = (observed: Observed): ConditionChange | undefined =>
  condition(formersOf(observed).map((former) => ({ ...former, isDone: true })));

/**
 * Says where users are to be led, before anything is made there: who takes that back leaves objects behind, which may
 * have users by then. Undefined where it is said already.
 */
export function announced(observed: Observed): ConditionChange | undefined {
  const destination = routedAt(observed);
  const isSaid = written(observed).some((place) => !place.isDone && isSameRouting(place, destination));
  return isSaid ? undefined : condition([...left(observed), { ...destination, isDone: false }]);
}

const left = (observed: Observed): readonly Known[] =>
  formersOf(observed).map((former) => ({
    ...former,
    isDone: !takenBack(observed).some((each) => isSameRouting(each, former)),
  }));

/** Where users were to be led until that was taken back: nobody was led there on purpose, and its objects may be there. */
export function takenBack(observed: Observed): readonly Former[] {
  const here = routedAt(observed);
  const from = movedFrom(observed) ?? here;
  return written(observed)
    .filter((place) => !place.isDone && ![here, from].some((each) => isSameRouting(place, each)))
    .map(asFormer);
}

function condition(places: readonly Known[]): ConditionChange | undefined {
  const told = places
    .slice(-REMEMBERED)
    .map(
      ({ provider, apex, beside, isDone }) =>
        `${provider} ${isDone ? LED : TO_BE_LED} ${apex}${beside ? ` beside ${beside}` : ''}`,
    );
  return told.length === 0 ? undefined : { status: 'True', reason: 'Moved', message: told.join('; ') };
}

function written({ canary }: Observed): readonly Known[] {
  const { message = '' } = canary.status.conditions?.find(({ type }) => type === 'Former') ?? {};
  return message.split('; ').flatMap((each) => {
    const [, provider, is, apex, beside] = PLACE.exec(each) ?? [];
    return provider === undefined || apex === undefined
      ? []
      : [{ provider, apex, ...(beside && { beside }), isDone: is === LED }];
  });
}

const asFormer = ({ provider, apex, beside }: Former): Former => ({ provider, apex, ...(beside && { beside }) });
