import { parseArgs } from 'node:util';
import { MESHES, type Mesh } from './meshes.ts';

/** What to do, as the command line says. */
export interface Arguments {
  /** One story, told. */
  readonly seed: number | undefined;
  /** How many stories, from `first` on. */
  readonly seeds: number;
  readonly first: number;
  /** All meshes in turn where it is undefined. */
  readonly mesh: Mesh | undefined;
  readonly workers: number;
  readonly mutations: boolean;
  /** Only stories of replicas that share canaries. */
  readonly isFleet: boolean;
}

export const USAGE = `npm run simulate -- [--seeds N] [--first N] [--provider ${MESHES.map(({ name }) => name).join('|')}] [--workers N]
npm run simulate -- --shards [--seeds N]             only stories of replicas that share canaries
npm run simulate -- --seed N [--provider NAME|--shards]      tells one story
npm run simulate -- --mutations                     shows that every invariant finds a defect`;

const OPTIONS = {
  seed: { type: 'string' },
  seeds: { type: 'string', default: '20000' },
  first: { type: 'string', default: '1' },
  provider: { type: 'string' },
  workers: { type: 'string', default: '2' },
  mutations: { type: 'boolean', default: false },
  shards: { type: 'boolean', default: false },
} as const;

/** Throws a sentence where the command line cannot be understood. */
export function readArguments(words: readonly string[]): Arguments {
  const { values } = parseArgs({ args: [...words], options: OPTIONS });
  return {
    seed: values.seed === undefined ? undefined : whole('seed', values.seed),
    seeds: whole('seeds', values.seeds),
    first: whole('first', values.first),
    mesh: values.provider === undefined ? undefined : meshCalled(values.provider),
    workers: Math.max(1, whole('workers', values.workers)),
    mutations: values.mutations,
    isFleet: values.shards,
  };
}

function whole(name: string, text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new Error(`--${name}: found ${JSON.stringify(text)}, allowed is a whole number`);
  }
  return Number(text);
}

function meshCalled(name: string): Mesh {
  const found = MESHES.find((mesh) => mesh.name === name);
  if (!found) {
    throw new Error(
      `--provider: found ${JSON.stringify(name)}, allowed is one of ${MESHES.map((mesh) => mesh.name).join(', ')}`,
    );
  }
  return found;
}
