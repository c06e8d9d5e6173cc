import { parseArgs } from 'node:util';
import { MESHES, type Scenario, SCENARIOS } from './scenarios.ts';

export interface StoryOptions {
  readonly scenario: Scenario;
  /** The scenario's name. */
  readonly name: string;
  /** As the operator's -mesh-provider. */
  readonly mesh: string;
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
      scenario: { type: 'string', default: 'story' },
      mesh: { type: 'string', default: 'istio' },
      keep: { type: 'boolean', default: false },
      'no-color': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return 'help';
  }
  const {
    example,
    examples,
    users = 'http://podinfo.test/',
  } = MESHES.get(values.mesh) ?? notAllowed('--mesh', values.mesh, [...MESHES.keys()]);
  const found = SCENARIOS.get(values.scenario) ?? notAllowed('--scenario', values.scenario, [...SCENARIOS.keys()]);
  const file = found.example === undefined ? example : examples.get(found.example);
  if (file === undefined) {
    throw new Error(
      `--scenario: found ${values.scenario}, which ${values.mesh} cannot do; allowed with it is one of ${scenariosOf(values.mesh).join(', ')}`,
    );
  }
  return {
    scenario: { ...found, file, users },
    name: values.scenario,
    mesh: values.mesh,
    isKept: values.keep,
    isColoured: !values['no-color'] && !environment['NO_COLOR'],
  };
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

  --scenario NAME   ${Array.from(SCENARIOS, ([name, { says }]) => `${name.padEnd(10)} ${says}`).join('\n                    ')}
  --mesh NAME       ${[...MESHES.keys()].join(', ')}
  --keep            go on until Ctrl-C when the story is over, for kubectl
  --no-color        plain text; also by NO_COLOR=1
`;
