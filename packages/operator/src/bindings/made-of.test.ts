import { describe, expect, it } from '@jest/globals';
import { Container, type ServiceIdentifier } from 'inversify';
import { all, madeOf } from './made-of.ts';

const token = <T>(what: string): ServiceIdentifier<T> => Symbol(what);
const [NAME, AGE, PET, ABOUT] = [
  token<string>('name'),
  token<number>('age'),
  token<string>('pet'),
  token<string>('about'),
];

describe('what is made of ports', () => {
  it('gets each of them by its name, and as a list where there may be several', () => {
    const container = new Container();
    container.bind(NAME).toConstantValue('Ada');
    container.bind(AGE).toConstantValue(36);
    container.bind(PET).toConstantValue('cat');
    container.bind(PET).toConstantValue('owl');
    container
      .bind(ABOUT)
      .toResolvedValue(
        ...madeOf({ pets: all(PET), age: AGE, name: NAME }, ({ name, age, pets }) => `${name}, ${age}: ${pets.join()}`),
      );
    expect(container.get(ABOUT)).toBe('Ada, 36: cat,owl');
  });
});
