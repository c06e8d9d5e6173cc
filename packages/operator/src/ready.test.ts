import { describe, expect, it } from '@jest/globals';
import { EMPTY_CLUSTER, idlePorts } from '../test/idle-program.ts';
import { Program } from './program.ts';

/** A program whose cluster is as a test says, and what it answers. */
function serving() {
  const ports = idlePorts();
  const state = { isSynced: true, blindness: undefined as string | undefined, list: (): void => undefined };
  const listed = new Promise<void>((resolve) => (state.list = resolve));
  const program = new Program({
    ...ports,
    cluster: {
      ...EMPTY_CLUSTER,
      start: () => listed,
      isSynced: () => state.isSynced,
      blindness: () => state.blindness,
      watches: () => [{ kind: 'Canary.flagger.app', seconds: 75 }],
    },
  });
  const ask = async (path: string): Promise<readonly [number, string]> => {
    while (ports.log.lines.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const response = await fetch(`http://127.0.0.1:${String(ports.log.lines[0]?.keys['port'])}${path}`);
    return [response.status, await response.text()];
  };
  return { program, state, ask };
}

describe('a program', () => {
  it('is ready once the caches have been read, and only as long as canaries are heard of', async () => {
    const { program, state, ask } = serving();
    const started = program.start();
    expect(await ask('/readyz')).toEqual([503, 'the caches have not been read yet\n']);
    state.list();
    await started;
    expect(await ask('/readyz')).toEqual([200, 'OK']);
    state.blindness = 'canaries have not been heard of for 61 s: forbidden';
    expect(await ask('/readyz')).toEqual([503, 'canaries have not been heard of for 61 s: forbidden\n']);
    expect(await ask('/healthz')).toEqual([200, 'OK']);
    state.blindness = undefined;
    state.isSynced = false;
    expect(await ask('/readyz')).toEqual([503, 'the caches have not been read yet\n']);
    await program.stop();
  });

  it('shows how old what it knows may be', async () => {
    const { program, state, ask } = serving();
    state.list();
    await program.start();
    const [, page] = await ask('/metrics');
    expect(page).toContain('flagger_watch_age_seconds{kind="Canary.flagger.app"} 75');
    await program.stop();
  });
});
