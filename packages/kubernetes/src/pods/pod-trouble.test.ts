import type { KubeObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { troubleOf } from './pod-trouble.ts';

const aPod = (status: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'podinfo-1', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  status,
});
const waiting = (reason: string, message?: string, more: object = {}): object => ({
  containerStatuses: [
    { name: 'main', ready: false, restartCount: 0, state: { waiting: { reason, message } }, ...more },
  ],
});
const ended = { exitCode: 1, reason: 'Error', message: 'password is hunter2' };
const running = (ready: boolean): object => ({ containerStatuses: [{ name: 'main', ready, state: { running: {} } }] });

describe('a pod that does not get ready', () => {
  it.each([
    [
      'whose image cannot be pulled',
      waiting('ImagePullBackOff', 'Back-off pulling image "x"'),
      { container: 'main', reason: 'ImagePullBackOff', message: 'Back-off pulling image "x"' },
    ],
    [
      'that crashes again and again',
      waiting('CrashLoopBackOff', 'back-off 40s restarting', { restartCount: 3, lastState: { terminated: ended } }),
      { container: 'main', reason: 'CrashLoopBackOff', message: 'Error, exit code 1' },
    ],
    [
      'that runs just now between two crashes',
      {
        containerStatuses: [
          { name: 'main', ready: false, restartCount: 1, state: { running: {} }, lastState: { terminated: ended } },
        ],
      },
      { container: 'main', reason: 'CrashLoopBackOff', message: 'Error, exit code 1' },
    ],
    [
      'whose init container failed',
      {
        initContainerStatuses: [
          { name: 'migrate', restartCount: 0, state: { terminated: { ...ended, reason: 'OOMKilled' } } },
        ],
      },
      { container: 'migrate', reason: 'OOMKilled', message: 'OOMKilled, exit code 1' },
    ],
    [
      'that no node takes',
      {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/3 nodes are available' },
        ],
      },
      { reason: 'Unschedulable', message: '0/3 nodes are available' },
    ],
    ['that runs only', running(false), { container: 'main', reason: 'NotReady', message: 'it runs and is not ready' }],
  ])('%s', (_, status, expected) => {
    expect(troubleOf([aPod(status)])).toEqual({ pod: 'podinfo-1', ...expected });
  });

  it.each([
    ['is ready', aPod(running(true))],
    ['is on its way', aPod(waiting('ContainerCreating'))],
    ['goes', aPod(waiting('ImagePullBackOff'), { deletionTimestamp: '2026-01-01T00:00:00Z' })],
    [
      'ran to its end',
      aPod({ initContainerStatuses: [{ name: 'a', ready: true, state: { terminated: { exitCode: 0 } } }] }),
    ],
    ['says nothing', aPod({})],
  ])('is none that %s', (_, pod) => {
    expect(troubleOf([pod])).toBeUndefined();
  });

  it('of several is the newest that cannot start, before one that only runs', () => {
    const pods = [
      aPod(waiting('ErrImagePull'), { name: 'old' }),
      aPod(waiting('InvalidImageName'), { name: 'new', creationTimestamp: '2026-01-02T00:00:00Z' }),
      aPod(running(false), { name: 'newest', creationTimestamp: '2026-01-03T00:00:00Z' }),
    ];
    expect(troubleOf(pods)?.pod).toBe('new');
  });
});
