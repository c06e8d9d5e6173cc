import { parseArgs } from 'node:util';
import { MESHES, type Scenario, SCENARIOS, SHORT } from './scenarios.ts';
import { PODINFO, type Stage, STORIES } from './stages.ts';

export interface StoryOptions {
  readonly scenario: Scenario;
  readonly stage: Stage;
  /** The scenario's or the story's name. */
  readonly name: string;
  /** As the operator's -mesh-provider. */
  readonly mesh: string;
  /** What users ask for. */
  readonly users: string;
  /** Whether the cluster stays until Ctrl-C when the story is over. */
  readonly isKept: boolean;
  readonly isColoured: boolean;
}

/** Reads the command line. Throws one sentence that names what was found and what is allowed. */
export function storyOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StoryOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      story: { type: 'string' },
      scenario: { type: 'string' },
      mesh: { type: 'string' },
      keep: { type: 'boolean', default: false },
      'no-color': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  const shown = { isKept: values.keep, isColoured: !values['no-color'] && !environment['NO_COLOR'] };
  return {
    ...(values.story === undefined ? examplesOf(values) : documentOf({ ...values, story: values.story })),
    ...shown,
  };
}

type Told = Omit<StoryOptions, 'isKept' | 'isColoured'>;

interface Asked {
  readonly scenario?: string | undefined;
  readonly mesh?: string | undefined;
}

/** A document brings its mesh and its releases. */
function documentOf({ story, scenario, mesh }: Asked & { readonly story: string }): Told {
  const found = STORIES.get(story) ?? notAllowed('--story', story, [...STORIES.keys()]);
  if (scenario !== undefined || (mesh !== undefined && mesh !== found.mesh)) {
    throw new Error(
      `--${scenario === undefined ? 'mesh' : 'scenario'}: found ${scenario ?? mesh ?? ''}, allowed is nothing beside --story ${story}, which is told on ${found.mesh}`,
    );
  }
  return { ...found, name: story };
}

function examplesOf({ scenario = 'story', mesh = 'istio' }: Asked): Told {
  const {
    example,
    examples,
    users = 'http://podinfo.test/',
  } = MESHES.get(mesh) ?? notAllowed('--mesh', mesh, [...MESHES.keys()]);
  const found = SCENARIOS.get(scenario) ?? notAllowed('--scenario', scenario, [...SCENARIOS.keys()]);
  const file = found.example === undefined ? example : examples.get(found.example);
  if (file === undefined) {
    throw new Error(
      `--scenario: found ${scenario}, which ${mesh} cannot do; allowed with it is one of ${scenariosOf(mesh).join(', ')}`,
    );
  }
  return { scenario: { pace: SHORT, ...found, file }, stage: PODINFO, name: scenario, mesh, users };
}

function notAllowed(flag: string, found: string, allowed: readonly string[]): never {
  throw new Error(`${flag}: found ${JSON.stringify(found)}, allowed is one of ${allowed.join(', ')}`);
}

const scenariosOf = (mesh: string): readonly string[] =>
  Array.from(SCENARIOS)
    .filter(([, { example }]) => example === undefined || MESHES.get(mesh)?.examples.has(example))
    .map(([name]) => name);

/** What `npm start -- --help` prints. */
export const HELP = `npm start -- [options]

Starts a cluster in this process (API server, workloads, mesh, Prometheus, users), the operator in another one, and releases podinfo.

  --story NAME      ${Array.from(STORIES, ([name, { says }]) => `${name.padEnd(10)} ${says}`).join('\n                    ')}
  --scenario NAME   ${Array.from(SCENARIOS, ([name, { says }]) => `${name.padEnd(10)} ${says}`).join('\n                    ')}
  --mesh NAME       ${[...MESHES.keys()].join(', ')}
  --keep            go on until Ctrl-C when the story is over, for kubectl
  --no-color        plain text; also by NO_COLOR=1
`;
