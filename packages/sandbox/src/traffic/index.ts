export { askOf } from './ask-of.ts';
export type { ReceivedEvent } from './receiver.ts';
export { startTraffic } from './start.ts';
export type { Traffic, TrafficOptions, UserWishes } from './start.ts';
export type { Stays } from './clients.ts';
export type { VersionTally } from './tally.ts';
export { startUsers } from './users.ts';
export type { Users, UsersOptions } from './users.ts';
