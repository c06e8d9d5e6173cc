import type { Random } from '@flagger/simulated-cluster';
import type { Simulation } from './simulation.ts';

/** Something that a person, another controller or the machine does. */
export interface Deed {
  readonly name: string;
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  does(simulation: Simulation, random: Random): void;
}
