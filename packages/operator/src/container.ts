import type { Log } from '@flagger/api';
import { Container } from 'inversify';
import { memories } from './bindings/memories.ts';
import { meshes } from './bindings/meshes.ts';
import { outside } from './bindings/outside.ts';
import { program } from './bindings/program.ts';
import { telling } from './bindings/telling.ts';
import { turns } from './bindings/turns.ts';
import type { Options } from './options.ts';
import { TOKEN } from './tokens.ts';

/** Everything the program is made of, each part once. */
export function container(options: Options, log: Log): Container {
  const made = new Container({ defaultScope: 'Singleton' });
  made.bind(TOKEN.options).toConstantValue(options);
  made.bind(TOKEN.log).toConstantValue(log);
  made.load(meshes, outside, telling, memories, turns, program);
  return made;
}
