import { MESH_DEFAULTS, type Log, type MeshOptions, type MeshProvider } from '@flagger/api';
import { Meshes } from '@flagger/controller';
import { kubernetes } from '@flagger/provider-kubernetes';
import { MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { container } from './container.ts';
import { TOKEN } from './tokens.ts';
import { wishOf } from './wish.ts';

const LOG: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** What a mesh hears that is bound beside the others. */
function heardWith(...argv: readonly string[]): readonly MeshOptions[] {
  const wish = wishOf(argv, {});
  if (wish.kind !== 'run') {
    throw new Error(`the operator does not start with ${argv.join(' ')}`);
  }
  const heard: MeshOptions[] = [];
  const listening: MeshProvider = {
    ...kubernetes,
    names: ['listening'],
    router: (objects, chosen) => {
      heard.push(chosen.options);
      return kubernetes.router(objects, chosen);
    },
  };
  const made = container(wish.options, LOG);
  made.bind(TOKEN.mesh).toConstantValue(listening);
  made.get(Meshes).providerOf('listening').router(new MemoryObjects());
  return heard;
}

describe('the flags for meshes', () => {
  it('reach every mesh that is bound', () => {
    const ingress = { className: 'edge', annotationsPrefix: 'edge.example' };
    expect(heardWith('-ingress-class=edge', '-ingress-annotations-prefix=edge.example')).toEqual([
      { ...MESH_DEFAULTS, ingress },
    ]);
  });

  it('are as with Flagger where they are not given', () => {
    expect(heardWith()).toEqual([MESH_DEFAULTS]);
    expect(MESH_DEFAULTS.ingress).toEqual({ className: '', annotationsPrefix: 'nginx.ingress.kubernetes.io' });
  });
});
