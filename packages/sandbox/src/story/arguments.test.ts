import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLES } from '../repository.ts';
import { HELP, storyOptions } from './arguments.ts';
import { MESHES, SCENARIOS } from './scenarios.ts';
import { STORIES } from './stages.ts';

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
    [
      ['--mesh', 'gatewayapi:v1', '--scenario', 'affinity'],
      {},
      { scenario: { file: 'gatewayapi-session-affinity.yaml', clients: 40 } },
    ],
    [
      ['--scenario', 'compare'],
      {},
      { scenario: { file: 'istio-compare.yaml', pace: { interval: '11s' }, thresholds: [99, 90] } },
    ],
    [['--scenario', 'template'], {}, { scenario: { file: 'istio-metric-template.yaml' } }],
    [['--mesh', 'nginx'], {}, { scenario: { file: 'nginx-canary.yaml' }, users: 'http://app.example.com/' }],
    [
      ['--story', 'bookinfo'],
      {},
      {
        name: 'bookinfo',
        mesh: 'istio',
        stage: { workload: 'reviews' },
        scenario: { releases: [{ tag: 'v2' }, { tag: 'v3' }] },
      },
    ],
    [['--keep', '--no-color'], {}, { isKept: true, isColoured: false }],
    [[], { NO_COLOR: '1' }, { isColoured: false }],
  ] as const)('%j with %j', (args, environment, expected) => {
    expect(storyOptions(args, environment)).toMatchObject(expected);
  });

  it.each([
    [
      ['--scenario', 'promte'],
      '--scenario: found "promte", allowed is one of story, promote, rollback, ab, bluegreen, mirror, affinity, compare, template',
    ],
    [['--story', 'nope'], '--story: found "nope", allowed is one of bookinfo'],
    [
      ['--story', 'bookinfo', '--mesh', 'nginx'],
      '--mesh: found nginx, allowed is nothing beside --story bookinfo, which is told on istio',
    ],
    [
      ['--story', 'bookinfo', '--scenario', 'ab'],
      '--scenario: found ab, allowed is nothing beside --story bookinfo, which is told on istio',
    ],
    [
      ['--mesh', 'consul'],
      '--mesh: found "consul", allowed is one of istio, smi:istio, appmesh, gatewayapi:v1, gatewayapi:v1beta1, nginx, contour, traefik, skipper, apisix, gloo, kuma, knative, kubernetes',
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
    for (const name of [...SCENARIOS.keys(), ...MESHES.keys(), ...STORIES.keys()]) {
      expect(HELP).toContain(name);
    }
  });

  it('name manifests that are there', () => {
    const files = [...MESHES.values()].flatMap(({ example, examples }) => [example, ...examples.values()]);
    expect(files.filter((file) => !existsSync(join(EXAMPLES, file)))).toEqual([]);
    const ofStories = [...STORIES.values()].flatMap(({ stage, scenario }) =>
      [...stage.files, scenario.file, ...scenario.releases.flatMap(({ manifest = [] }) => manifest)].map((file) =>
        join(stage.folder.path, file),
      ),
    );
    expect(ofStories.length).toBeGreaterThan(5);
    expect(ofStories.filter((file) => !existsSync(file))).toEqual([]);
  });
});
