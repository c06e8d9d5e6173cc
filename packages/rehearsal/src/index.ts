export { meshCalled, meshNames } from './meshes.ts';
export type { Behaviour, Hooks, Plan, Traffic } from './plan.ts';
export { rehearse, Unplayable } from './rehearse.ts';
export { VERDICTS, type Entry, type Met, type Minute, type Report, type Users, type Verdict } from './report.ts';
