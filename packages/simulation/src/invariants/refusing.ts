import { at, listOf, textAt } from '@flagger/simulated-cluster';
import { lacksPort } from '../named-port.ts';
import type { Invariant } from './invariant.ts';
import { promptly, working } from './lasting.ts';

export const outlived: Invariant = {
  name: 'no refusal outlives its cause',
  holds: 'A Canary that was refused for what is wrong elsewhere is taken as soon as that is mended there.',
  lasts(world) {
    const found = working(world);
    if (!found?.target || lacksPort(found.canary, found.target)) {
      return undefined;
    }
    const message = refusalOf(found.canary);
    return message.startsWith('spec.service.targetPort:')
      ? { what: `the target has the port, and the Canary is refused: ${message}`, ms: promptly(world) }
      : undefined;
  },
};

/** Why a Canary is refused; empty where it is not. */
const refusalOf = (canary: object): string =>
  textAt(
    listOf(at(canary, 'status', 'conditions')).find(
      (each) => textAt(each, 'type') === 'Accepted' && textAt(each, 'status') === 'False',
    ),
    'message',
  );
