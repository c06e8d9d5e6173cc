import { expect, it } from '@jest/globals';
import { sharing } from './shared-lookup.ts';

it('looks a name up once for all who ask meanwhile, and again for who asks later, also where it failed', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  let isKnown = false;
  const look = sharing(async (hostname) => {
    asked.push(hostname);
    await new Promise<void>((resolve) => answers.push(resolve));
    if (!isKnown) {
      throw new Error(`${hostname} is not known`);
    }
    return [{ address: '10.0.0.1', family: 4 }];
  });
  const first = Promise.allSettled([look('slow.example', {}), look('slow.example', {}), look('other.example', {})]);
  answers.splice(0).forEach((answer) => answer());
  expect((await first).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked).toEqual(['slow.example', 'other.example']);
  isKnown = true;
  const [later, ofSix] = [look('slow.example', {}), look('slow.example', { family: 6 })];
  answers.splice(0).forEach((answer) => answer());
  expect(await later).toEqual([[{ address: '10.0.0.1', family: 4 }]]);
  await ofSix;
  expect(asked).toHaveLength(4);
});
