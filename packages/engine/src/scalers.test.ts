import type { AutoscalerRef, SeenScaler } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { find, LONG_AGO, messages, observed, type Seen, TO_PRIMARY } from './stories/observed-run.ts';

const autoscalerRef: AutoscalerRef = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'new' };
const OLD: SeenScaler = { kind: 'ScaledObject', name: 'old', isLetGo: false, isPaused: false };
const written = (message: string) => ({ type: 'Scaled', status: 'True', reason: 'Autoscaler', message }) as const;

function step({ also, spec, ...seen }: Seen, formerScalers: readonly SeenScaler[] = []) {
  const at = { routes: TO_PRIMARY, spec: { autoscalerRef, ...spec }, also: { formerScalers, ...also } };
  return decide(observed({ ...seen, ...at }));
}

const notes = (...of: Parameters<typeof step>) =>
  step(...of).actions.flatMap((action) =>
    action.do === 'status' && action.status.conditions && 'Scaled' in action.status.conditions
      ? [action.status.conditions['Scaled']?.message]
      : [],
  );

describe('the condition Scaled', () => {
  it('says once which autoscaler the Canary names, in a write that is made anyway where there is one', () => {
    expect(notes({})).toEqual(['HorizontalPodAutoscaler new']);
    const known = [written('HorizontalPodAutoscaler new')];
    expect(notes({ status: { conditions: known } })).toEqual([]);
    const first = step({ status: { phase: '' } });
    expect(first.actions.filter((action) => action.do === 'status')).toHaveLength(1);
    expect(find(first, 'status')?.status.conditions?.['Scaled']?.message).toBe('HorizontalPodAutoscaler new');
  });

  it.each<[string, Partial<SeenScaler>, string]>([
    ['is to be let go', { isPaused: true }, 'HorizontalPodAutoscaler new; ScaledObject old'],
    ['has a copy', { copy: 'old-primary' }, 'HorizontalPodAutoscaler new; ScaledObject old was let go'],
    ['left nothing', {}, 'HorizontalPodAutoscaler new'],
  ])('remembers a former one as long as something is to be done: it %s', (_title, seen, message) => {
    expect(notes({ status: { conditions: [] } }, [{ ...OLD, ...seen }])).toEqual([message]);
  });

  it('stays as it is while the Canary cannot be read', () => {
    const refusal = { problems: [], since: LONG_AGO };
    expect(notes({ also: { refusal } }, [{ ...OLD, isPaused: true }])).toEqual([]);
  });
});

describe('a former autoscaler', () => {
  it('is let go also where the Canary names none any more', () => {
    const does = (isPaused: boolean) =>
      find(decide(observed({ routes: TO_PRIMARY, also: { formerScalers: [{ ...OLD, isPaused }] } })), 'ensureScaler');
    expect(does(true)).toEqual({ do: 'ensureScaler', update: false });
    expect(does(false)).toBeUndefined();
  });

  it('whose copy scales the primary is told once', () => {
    const { actions } = step({}, [{ ...OLD, copy: 'old-primary' }]);
    const text =
      'ScaledObject old-primary scales podinfo-primary as the former spec.autoscalerRef said: delete it, the one for HorizontalPodAutoscaler new is made then';
    expect(messages({ actions, next: 'change' })).toContain(text);
    expect(actions.find((action) => action.do === 'event' && action.message === text)).toMatchObject({
      type: 'Warning',
      isForGood: true,
    });
  });
});
