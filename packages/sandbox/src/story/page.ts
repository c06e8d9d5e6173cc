import type { Mesh } from '../mesh/index.ts';
import { askOf } from '../traffic/index.ts';
import type { Colours } from './colours.ts';
import type { Stage } from './stages.ts';

/** Where somebody looks at an application, and who is told of it. */
export interface Looking {
  readonly sandbox: { readonly mesh: Pick<Mesh, 'request'> };
  readonly screen: { say(line: string): void };
  readonly paint: Colours;
  readonly options: { readonly stage: Pick<Stage, 'page'> };
}

/** Somebody looks at the application's page, where it has one: its lines are told below its address. */
export async function openPage(
  { sandbox, screen, paint, options: { stage } }: Looking,
  stamped: (text: string) => string,
): Promise<void> {
  if (stage.page !== undefined) {
    screen.say(stamped(`A browser opens ${stage.page}`));
    const { body } = await sandbox.mesh.request(askOf(stage.page));
    const lines = Buffer.from(body).toString().split('\n');
    lines.filter((line) => line !== '').forEach((line) => screen.say(`              ${textOf(line, paint)}`));
  }
}

/** Stars keep their colour, which is told as well: not every terminal has one. */
function textOf(line: string, paint: Colours): string {
  return line
    .replace(/<font color="(\w+)">([^<]*)<\/font>/g, (_, color: string, stars: string) =>
      color === 'red' ? `${paint.red(stars)} (red)` : `${stars} (${color})`,
    )
    .replaceAll(/<[^>]*>/g, '')
    .trimEnd();
}
