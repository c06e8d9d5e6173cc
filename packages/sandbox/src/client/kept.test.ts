import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '@flagger/api';
import { Kept } from './kept.ts';

const anObject = (name: string, resourceVersion: string, uid = name): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'test', uid, resourceVersion },
});

function aKept() {
  const heard: string[] = [];
  const version = (object: KubeObject | undefined): string => object?.metadata.resourceVersion ?? '-';
  const kept = new Kept<KubeObject>(
    (before, after) => void heard.push(`${(after ?? before)?.metadata.name} ${version(before)}>${version(after)}`),
  );
  return { kept, heard };
}

describe('what is kept of a kind', () => {
  it('is the newer of what the watch and the answers of writes tell', () => {
    const { kept, heard } = aKept();
    kept.learn(anObject('a', '9'));
    kept.learn(anObject('a', '10'));
    kept.learn(anObject('a', '9'));
    kept.learn(anObject('a', '10'));
    expect(heard).toEqual(['a ->9', 'a 9>10']);
  });

  it('stays gone, whatever older events say, but another of the same name may come', () => {
    const { kept, heard } = aKept();
    kept.learn(anObject('a', '5', 'first'));
    kept.forget(anObject('a', '5', 'first'));
    kept.learn(anObject('a', '6', 'first'));
    kept.learn(anObject('a', '7', 'second'));
    kept.forget(anObject('a', '6', 'first'));
    expect(heard).toEqual(['a ->5', 'a 5>-', 'a ->7']);
    expect(kept.get('test/a')?.metadata.uid).toBe('second');
  });

  it('may be left out for a while and come back', () => {
    const { kept } = aKept();
    kept.learn(anObject('a', '5'));
    kept.dismiss(anObject('a', '6'));
    expect(kept.all()).toEqual([]);
    kept.learn(anObject('a', '7'));
    expect(kept.all()).toHaveLength(1);
  });

  it('is what a list says, but for what was written later', () => {
    const { kept } = aKept();
    for (const each of [anObject('old', '1'), anObject('kept', '2'), anObject('late', '30')]) {
      kept.learn(each);
    }
    kept.replace([anObject('kept', '8'), anObject('new', '9')], '20');
    expect(kept.all().map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)).toEqual([
      'kept@8',
      'late@30',
      'new@9',
    ]);
  });
});
