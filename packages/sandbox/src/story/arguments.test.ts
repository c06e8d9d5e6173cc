import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLES } from '../repository.ts';
import { HELP, storyOptions } from './arguments.ts';
import { MESHES, SCENARIOS } from './scenarios.ts';

describe('the options of npm start', () => {
  it('tell the whole story on Istio where nothing is said', () => {
    const options = storyOptions([], {});
    expect(options).toMatchObject({
      mesh: 'istio',
      isKept: false,
      isColoured: true,
      scenario: { file: 'istio-canary.yaml', releases: [{ end: 'Succeeded' }, { end: 'Failed' }] },
      users: 'http://podinfo.test/',
    });
  });

  it.each([
    [['--scenario', 'rollback'], {}, { scenario: { releases: [{ end: 'Failed' }] } }],
    [['--scenario', 'ab'], {}, { scenario: { file: 'istio-ab-testing.yaml' } }],
    [['--scenario', 'affinity'], {}, { scenario: { file: 'istio-session-affinity.yaml', clients: 40 } }],
    [['--scenario', 'template'], {}, { scenario: { file: 'istio-metric-template.yaml' } }],
    [['--mesh', 'nginx'], {}, { scenario: { file: 'nginx-canary.yaml' }, users: 'http://app.example.com/' }],
    [['--keep', '--no-color'], {}, { isKept: true, isColoured: false }],
    [[], { NO_COLOR: '1' }, { isColoured: false }],
  ] as const)('%j with %j', (args, environment, expected) => {
    expect(storyOptions(args, environment)).toMatchObject(expected);
  });

  it.each([
    [
      ['--scenario', 'promte'],
      '--scenario: found "promte", allowed is one of story, promote, rollback, ab, bluegreen, mirror, affinity, template',
    ],
    [
      ['--mesh', 'consul'],
      '--mesh: found "consul", allowed is one of istio, smi:istio, appmesh, gatewayapi:v1, gatewayapi:v1beta1, nginx, contour, kubernetes',
    ],
    [
      ['--mesh', 'kubernetes', '--scenario', 'ab'],
      '--scenario: found ab, which kubernetes cannot do; allowed with it is one of story, promote, rollback, bluegreen',
    ],
  ] as const)('%j is refused by a sentence that names what is allowed', (args, sentence) => {
    expect(() => storyOptions(args, {})).toThrow(sentence);
  });

  it('have a help text that names every scenario and mesh', () => {
    expect(storyOptions(['--help'], {})).toBe('help');
    for (const name of [...SCENARIOS.keys(), ...MESHES.keys()]) {
      expect(HELP).toContain(name);
    }
  });

  it('name manifests that are there', () => {
    const files = [...MESHES.values()].flatMap(({ example, examples }) => [example, ...examples.values()]);
    expect(files.filter((file) => !existsSync(join(EXAMPLES, file)))).toEqual([]);
  });
});
