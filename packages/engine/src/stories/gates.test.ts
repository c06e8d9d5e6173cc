import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { good, hook, metrics, newImage, reply } from './builders.ts';
import { golden } from './golden.ts';
import { tell, type Plot } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));
const GATE = hook('confirm-promotion', 'gate');
const PANIC = hook('rollback', 'panic');
const unanswered = (of: typeof GATE): Finding => ({
  ...reply(of, false),
  ...{ message: 'POST http://hooks.test/ giving up after 1 attempt(s)', isUnreached: true },
});

const GATES: Record<string, Plot> = {
  'a gate and a rollback hook that cannot be reached, then a gate that is open': {
    analysis: { stepWeight: 30, maxWeight: 60, metrics, webhooks: [GATE, PANIC] },
    events: [newImage],
    find: (question, second) => {
      switch (question.what) {
        case 'confirm-promotion':
          return [second > 90 ? reply(GATE, true) : unanswered(GATE)];
        case 'rollback':
          return [unanswered(PANIC)];
        default:
          return good(question, second);
      }
    },
    seconds: 130,
  },
};

describe('gates, told', () => {
  it.each(Object.entries(GATES))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toContain('nobody was reached, POST http://hooks.test/');
    expect(story).toBe(golden(`${here}/gates`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
