import type { Mutate } from '@flagger/simulated-cluster';
import { forgetful, neverCut, rash } from './comparing/defects.ts';
import type { Action, Seen } from '@flagger/api';
import {
  acting,
  asleepTooEarly,
  awake,
  blindToRevisions,
  deaf,
  doubled,
  finding,
  forgotten,
  immortal,
  impatient,
  isDecisionOf,
  letGoAtOnce,
  LongAgo,
  namedAfter,
  NEWS,
  pausing,
  rank,
  rankOfRoutes,
  READY,
  refused,
  renamed,
  restless,
  routing,
  seeing,
  unpaced,
  withoutPostRollout,
  working,
} from './defects.ts';
import { blindToNewer, sureOfRoutes, unmarked } from './knative-defects.ts';
import type { Situation } from './situations/situation.ts';
import { hastyPorts } from './port-defects.ts';

/** Whether it writes down what becomes of a request. */
const isAnswer = (action: Action): boolean =>
  action.do === 'status' && Object.keys(action.status.conditions ?? {}).some((type) => type.startsWith('AskedTo'));

/** A target that once lacked a port lacks it for ever. */
const unforgiving: Mutate = (...making) => {
  let lacking: Seen['target'] | undefined;
  const remembering = seeing(({ target, ...seen }) => {
    lacking ??= target.state === 'unusable' && target.field === 'spec.service.targetPort' ? target : undefined;
    return { ...seen, target: lacking ?? target };
  });
  return remembering(...making);
};

/** A defect, and the invariant that must find it. */
export interface Mutation {
  readonly name: string;
  readonly breaks: string;
  readonly mutate: Mutate;
  /** What the stories that show it are about; any if absent. */
  readonly situation?: Situation;
}

/** Every invariant has at least one defect that only it needs to find. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the primary keeps all its weight',
    breaks: 'weights sum to 100',
    mutate: routing((routes) => ({ ...routes, primary: 100 })),
  },
  {
    name: 'the target counts as ready',
    breaks: 'no weight on pods that are not ready',
    mutate: seeing(({ target, ...seen }) => ({ ...seen, target: awake(target) })),
  },
  {
    name: 'the primary counts as ready',
    breaks: 'users move in when the primary is ready',
    mutate: seeing(({ primary, ...seen }) => ({
      ...seen,
      primary: primary && { ...primary, state: READY, isServing: true },
    })),
  },
  { name: 'nothing settles', breaks: 'nothing scaled down while it gets traffic', mutate: () => ({ settleMs: 0 }) },
  {
    name: 'users are not given back before the target sleeps',
    breaks: 'nothing scaled down while it gets traffic',
    mutate: (_, making) => acting(making, (actions) => actions.flatMap(asleepTooEarly)),
  },
  {
    name: 'users are never given back',
    breaks: 'every run ends',
    mutate: (_, making) =>
      acting(making, (actions) => actions.filter((action) => action.do !== 'route' || action.routes.canary > 0)),
  },
  {
    name: 'another image during a run is not noticed',
    breaks: 'nothing unanalysed is promoted',
    mutate: blindToRevisions,
  },
  {
    name: 'a primary is made again from whatever the target is at',
    breaks: 'nothing unanalysed is promoted',
    mutate: working((real) => ({ ensurePrimary: (canary, flaggerId) => real.ensurePrimary(canary, flaggerId) })),
  },
  {
    name: 'every answer is a yes',
    breaks: 'no gate or hook is passed over',
    mutate: ({ checks }) => ({ checks: finding(checks, () => []) }),
  },
  { name: 'no hook is called after a run', breaks: 'no gate or hook is passed over', mutate: withoutPostRollout },
  {
    name: 'weights grow twice as fast',
    breaks: 'steps in order',
    mutate: (_, making) => acting(making, (actions) => actions.map(doubled)),
  },
  {
    name: 'no time passes between checks',
    breaks: 'no check before its time',
    mutate: () => ({ since: () => new LongAgo() }),
  },
  {
    name: 'a metrics server that is away is a no',
    breaks: 'no rollback without a cause',
    mutate: ({ checks }) => ({ checks: finding(checks, (findings) => findings.map(refused)) }),
  },
  {
    name: 'a hold goes on while the operator is down',
    breaks: 'no rollback without a cause',
    mutate: () => ({ life: (life) => Object.assign(life, { watchedSince: 0 }) }),
  },
  {
    name: 'the status is written before the events',
    breaks: 'no event is lost',
    mutate: (_, making) => acting(making, (actions) => [...actions].sort((one, other) => rank(one) - rank(other))),
  },
  {
    name: 'events are named after the time',
    breaks: 'nothing is told twice',
    mutate: (_, making) => acting(making, (actions) => actions.map((action) => renamed(action, making))),
  },
  {
    name: 'questions are named after the process',
    breaks: 'nothing is asked twice under another name',
    mutate: ({ checks }, { process }) => ({ checks: namedAfter(checks, process.clock.now()) }),
  },
  {
    name: 'a canary that is gone is taken for alive',
    breaks: 'a canary that is gone or suspended is left alone',
    mutate: immortal,
  },
  {
    name: 'a canary that is deleted is let go at once',
    breaks: 'who is let go gave everything back',
    mutate: (_, making) => acting(making, (actions) => actions.map(letGoAtOnce)),
  },
  { name: 'the target is paused when it is scaled', breaks: "the target is its owner's", mutate: pausing },
  {
    name: 'a side without pods is taken for one that serves',
    breaks: 'nobody is left without pods',
    mutate: seeing(({ target, primary, ...seen }) => ({
      ...seen,
      target: target.state === 'found' ? { ...target, workload: { ...target.workload, isServing: true } } : target,
      primary: primary && { ...primary, isServing: true },
    })),
  },
  { name: 'a port is named and all services lead to it', breaks: 'users meet an open port', mutate: hastyPorts },
  {
    name: 'users stay on a target that is another one now',
    breaks: 'nobody gets a revision that nobody looked at',
    mutate: blindToRevisions,
  },
  {
    name: 'what stops a run has just begun, whenever one looks',
    breaks: 'an obstructed run ends',
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isDecisionOf(action, 'Obstructed'))),
  },
  { name: 'nothing is looked at again by itself', breaks: 'every run ends', mutate: () => ({ turn: forgotten }) },
  {
    name: 'the target is never scaled down',
    breaks: 'a good revision is promoted',
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => action.do !== 'sleepTarget')),
  },
  {
    name: 'every turn has something to tell',
    breaks: 'a quiet system writes nothing',
    mutate: (_, making) =>
      acting(making, (actions) => [...actions, { ...NEWS, id: String(making.process.clock.now()) }]),
  },
  { name: 'the rollback hook is not heard', breaks: 'a rollback hook is heard', mutate: deaf },
  {
    name: 'an answer that takes longer than the interval does not count',
    breaks: 'what was answered counts',
    mutate: impatient,
  },
  { name: 'repairs are forgotten', breaks: 'no war over an object', mutate: (_, making) => unpaced(making) },
  {
    name: 'routes are made before they are written down',
    breaks: 'routes are written down before they are made',
    mutate: (_, making) =>
      acting(making, (actions) => [...actions].sort((one, other) => rankOfRoutes(one) - rankOfRoutes(other))),
  },
  { name: 'every turn is followed by another at once', breaks: 'time goes on', mutate: () => ({ turn: restless }) },
  {
    name: 'a former name is forgotten',
    breaks: 'nobody is left behind under a former name',
    mutate: (_, making) =>
      acting(making, (actions) => actions.filter((action) => action.do !== 'routeFormer' && action.do !== 'release')),
  },
  {
    name: 'a former service counts as led to the primary',
    breaks: 'nothing scaled down while it gets traffic',
    mutate: working(() => ({ isApexOnTarget: async () => false })),
  },
  { name: 'a window goes on over a change of weights', breaks: 'each request counts once', mutate: neverCut },
  { name: 'whatever was counted counts as worse', breaks: 'nobody is worse by a guess', mutate: rash },
  { name: 'who remembers nothing compares nothing', breaks: 'nothing is promoted uncompared', mutate: forgetful },
  {
    name: 'nobody answers people',
    breaks: 'people are answered',
    mutate: (_, making) => acting(making, (actions) => actions.filter((action) => !isAnswer(action))),
  },
  { name: 'a port that was missing is missing for ever', breaks: 'no refusal outlives its cause', mutate: unforgiving },
  {
    name: 'a newer revision of Knative is not seen',
    breaks: 'nobody gets a revision that nobody looked at',
    mutate: blindToNewer,
  },
  { name: 'the mark of the primary is lost', breaks: 'a good revision is promoted', mutate: unmarked },
  {
    name: 'traffic that was asked for counts as there',
    breaks: 'nobody else gets more than a canary',
    mutate: sureOfRoutes,
  },
  {
    name: 'a turn meets a bug',
    breaks: 'no bug of its own',
    mutate: () => ({ turn: () => Promise.reject(new Error('cannot read properties of undefined')) }),
  },
];
