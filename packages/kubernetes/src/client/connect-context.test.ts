import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connected, folder } from '../../test/connected.ts';

describe('the context of a kubeconfig', () => {
  const written = async (): Promise<string> => {
    const path = join(await folder(), 'kubeconfig');
    const contexts = [
      { name: 'one', context: { cluster: 'c', user: 'u' } },
      { name: 'two', context: { cluster: 'd', user: 'u', namespace: 'shop' } },
    ];
    const clusters = [
      { name: 'c', cluster: { server: 'http://127.0.0.1:1' } },
      { name: 'd', cluster: { server: 'http://127.0.0.1:2' } },
    ];
    const users = [{ name: 'u', user: { token: 'secret' } }];
    await writeFile(path, JSON.stringify({ 'current-context': 'one', contexts, clusters, users }));
    return path;
  };

  it('can be another than the current one, and names a namespace', async () => {
    const path = await written();
    const current = connected({ kubeconfig: path });
    expect([current.server.port, current.namespace]).toEqual(['1', undefined]);
    const other = connected({ kubeconfig: path, context: 'two' });
    expect([other.server.port, other.namespace]).toEqual(['2', 'shop']);
  });

  it('must be there', async () => {
    const path = await written();
    expect(() => connected({ kubeconfig: path, context: 'three' })).toThrow(
      `the kubeconfig ${path} has no context three, it has one, two`,
    );
  });
});
