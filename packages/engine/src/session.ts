import {
  webhooksOf,
  type Answer,
  type Canary,
  type Finding,
  type Phase,
  type Question,
  type QuestionKind,
} from '@flagger/api';
import { windowOf } from './comparison/counting-window.ts';
import { digest } from './digest.ts';
import { explained } from './explain.ts';
import { checksum, stepId } from './ids.ts';
import { intervalOf } from './interval.ts';
import { judge } from './judge.ts';
import type { Observed, Session } from './observed.ts';
import { says, step, type Action, type Step } from './step.ts';
import { approvedOf } from './verbs/approved.ts';

/** One thing to ask, and which phase hooks are told; the canary's own where that is absent. */
export interface Inquiry {
  readonly what: QuestionKind;
  readonly phase?: Phase;
}

/** What became of the questions of a session: `halted` by the first answer that does not let the step go on. */
export type Heard =
  | { readonly kind: 'asking'; readonly question: Question; readonly said: readonly Action[] }
  | { readonly kind: 'passed'; readonly said: readonly Action[] }
  | Halted;

export interface Halted {
  readonly kind: 'halted';
  readonly what: QuestionKind;
  readonly answer: Answer;
  /** What all answers so far had to say. */
  readonly said: readonly Action[];
}

/** What is asked in a session and what follows from it. */
export interface Round {
  readonly inquiries: readonly Inquiry[];
  /** Done in any case. */
  readonly kept: readonly Action[];
  /** When the first session of this step is due, ms since the epoch. */
  readonly firstAt: number;
  /** One that was opened before, ms since the epoch, was about something else, and is not gone on with. */
  readonly notBefore?: number;
  /** Which session of this step it is where the process knows of none. */
  readonly number: number;
  readonly passed: (said: readonly Action[]) => Step;
  readonly halted: (halted: Halted) => Step;
}

/**
 * Opens a session when one is due, asks one thing after the other, and goes on with what was found. Where that leaves
 * the step as it is, the next session begins an interval after this one began, at once if this one took longer.
 */
export function inSession(observed: Observed, round: Round): Step {
  const { kept, firstAt, notBefore = -Infinity } = round;
  const inquiries = round.inquiries.filter(({ what }) => isWorthAsking(observed.canary, what));
  const opened = sessionOf(observed);
  if (opened && opened.startedAt >= notBefore) {
    return judged(observed, opened, { ...round, inquiries });
  }
  const dueAt = opened ? Math.max(firstAt, opened.startedAt + intervalOf(observed)) : firstAt;
  if (dueAt > observed.now) {
    return step(kept, { at: dueAt });
  }
  const number = opened ? Math.max(numberOf(opened) + 1, round.number) : round.number;
  return inquiries.length === 0
    ? round.passed(kept)
    : judged(observed, sessionNumbered(observed, number), { ...round, inquiries });
}

function judged(observed: Observed, session: Session, round: Round): Step {
  const heard = hear(observed, session, round.inquiries);
  const said = [...round.kept, ...heard.said];
  const noted = (then: Step): Step => explained(observed, findingsOf(observed, session, round.inquiries), then);
  switch (heard.kind) {
    case 'asking':
      return { ...step(said), ask: heard.question };
    case 'passed':
      return again(observed, session, { round, then: noted(round.passed(said)) });
    case 'halted':
      return again(observed, session, { round, then: noted(round.halted({ ...heard, said })) });
  }
}

/** Where what follows does not end the step, or could not be done, the next session is opened when it is due. */
function again(
  observed: Observed,
  session: Session,
  { round, then }: { readonly round: Round; readonly then: Step },
): Step {
  const isEnd = then.actions.some((action) => action.do === 'status' && action.touch);
  if (isEnd && observed.failing.length === 0) {
    return then;
  }
  const nextAt = session.startedAt + intervalOf(observed);
  if (observed.now < nextAt) {
    return { ...then, next: { at: then.next === 'change' ? nextAt : Math.min(nextAt, then.next.at) } };
  }
  const [first] = round.inquiries;
  const next = sessionNumbered(observed, Math.max(numberOf(session) + 1, round.number));
  return first ? { ...then, ask: questionIn(observed, next, first) } : then;
}

/** The session of the step that the canary is in, if this process has opened one. */
export function sessionOf(observed: Observed): Session | undefined {
  const session = openSession(observed);
  return session?.id === besideId(observed) ? undefined : session;
}

const openSession = (observed: Observed): Session | undefined =>
  observed.session?.id.startsWith(`${stepId(observed)}.`) ? observed.session : undefined;

/** The session of what is asked beside the step, where the step has opened none itself: it paces no check. */
const besideId = (observed: Observed): string => `${stepId(observed)}.beside`;

/** What is asked for people, beside whatever else the step asks: `number` tells one asking from the next. */
export function beside(observed: Observed, what: QuestionKind, number: number): Question {
  const { canary } = observed;
  return {
    id: `${stepId(observed)}.${digest(what, 'beside', number).slice(0, 12)}`,
    what,
    phase: canary.status.phase ?? '',
    checksum: checksum(canary),
    session: openSession(observed)?.id ?? besideId(observed),
    ...routeIn(observed),
  };
}

/** What was found out beside the step; undefined until it was. */
export const foundBeside = (observed: Observed, { id }: Question): readonly Finding[] | undefined =>
  openSession(observed)?.findings.get(id);

/** What was found out about one thing in the session of this step; undefined until it was. */
export function answerTo(observed: Observed, inquiry: Inquiry): Answer | undefined {
  const session = sessionOf(observed);
  return session && answerIn(observed, session, inquiry);
}

/** Does the actions, then asks one thing in the session of this step. */
export function ask(observed: Observed, actions: readonly Action[], inquiry: Inquiry): Step {
  const session = sessionOf(observed) ?? sessionNumbered(observed, 0);
  return { ...step(actions), ask: questionIn(observed, session, inquiry) };
}

function hear(observed: Observed, session: Session, inquiries: readonly Inquiry[]): Heard {
  let said: readonly Action[] = [];
  for (const inquiry of inquiries) {
    const { what } = inquiry;
    const answer = answerIn(observed, session, inquiry);
    if (!answer) {
      return { kind: 'asking', question: questionIn(observed, session, inquiry), said };
    }
    said = [...said, ...says(observed, answer)];
    if ((answer.verdict === 'yes') === (what === 'rollback')) {
      return { kind: 'halted', what, answer, said };
    }
  }
  return { kind: 'passed', said };
}

function answerIn(observed: Observed, session: Session, inquiry: Inquiry): Answer | undefined {
  const findings = session.findings.get(questionIn(observed, session, inquiry).id);
  return findings && judge({ what: inquiry.what, canary: observed.canary, findings });
}

const findingsOf = (observed: Observed, session: Session, inquiries: readonly Inquiry[]): readonly Finding[] =>
  inquiries.flatMap((inquiry) => session.findings.get(questionIn(observed, session, inquiry).id) ?? []);

const sessionNumbered = (observed: Observed, number: number): Session => ({
  id: `${stepId(observed)}.${number}`,
  startedAt: observed.now,
  findings: new Map(),
});

const numberOf = ({ id }: Session): number => Number(id.slice(id.lastIndexOf('.') + 1));

function questionIn(observed: Observed, session: Session, { what, phase }: Inquiry): Question {
  const { canary } = observed;
  const window = what === 'check' ? windowOf(observed) : undefined;
  return {
    ...(window && { window }),
    // who was not asked, since another gate was closed that a person opened, is still to be asked
    id: `${stepId(observed)}.${digest(what, numberOf(session), ...approvedOf(canary, what)).slice(0, 12)}`,
    what,
    phase: phase ?? canary.status.phase ?? '',
    checksum: checksum(canary),
    session: session.id,
    ...routeIn(observed),
  };
}

/** The names of target and primary that only their workloads know. */
const routeIn = ({ target, primary }: Observed): Pick<Question, 'route' | 'primaryRoute'> => ({
  ...(target.state === 'found' && target.workload.route !== undefined && { route: target.workload.route }),
  ...(primary?.route !== undefined && { primaryRoute: primary.route }),
});

/** Questions that nobody could answer with no are not asked, nor gates that a person opened. */
function isWorthAsking(canary: Canary, what: QuestionKind): boolean {
  switch (what) {
    case 'check':
      return webhooksOf(canary, 'rollout').length > 0 || (canary.spec.analysis.metrics?.length ?? 0) > 0;
    case 'metrics-online':
    case 'target-pods':
    case 'primary-pods':
      return true;
    default:
      return webhooksOf(canary, what).some(({ name }) => !approvedOf(canary, what).includes(name));
  }
}
