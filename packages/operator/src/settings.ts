import { describe } from '@flagger/api';
import { NEEDS, WITHOUT_EFFECT } from './flag-effects.ts';
import type { Flag } from './flag.ts';
import { ALL_FLAGS, flagName, FLAGS } from './flags.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value that is not allowed: says which setting, what was found and what is allowed. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/** A setting that was given but changes nothing, and why. */
export interface Note {
  readonly kind: 'without effect' | 'incomplete';
  /** As people write it: `-slack-url`, or `SLACK_URL` where the environment set it. */
  readonly setting: string;
  readonly why: string;
}

/** Whoever mistypes an address may have written a password into it. */
const withoutPassword = (raw: string): string => raw.replace(/^([^@]*?\/\/)?.*@/, '$1***@');

/** The value of every flag, from the environment, else from the command line, else its default. */
export class Settings {
  constructor(
    private readonly given: ReadonlyMap<string, string>,
    private readonly environment: Environment,
  ) {}

  /** Throws {@link BadSetting}. */
  read<T>(flag: Flag<T>): T {
    const { raw, setting } = this.found(flag);
    const value = flag.kind.read(raw);
    if (value !== undefined) {
      return value;
    }
    const found = flag.isSecret ? 'something that is not shown here' : JSON.stringify(withoutPassword(raw));
    throw new BadSetting(describe({ field: setting, found, allowed: flag.kind.allowed }));
  }

  /** Throws {@link BadSetting} for the first flag, in the order of the help text, with a value that is not allowed. */
  check(): void {
    for (const [, flag] of ALL_FLAGS) {
      this.read(flag);
    }
  }

  /** Settings that differ from their defaults but change nothing. */
  notes(): readonly Note[] {
    return ALL_FLAGS.flatMap(([name, flag]): readonly Note[] => {
      const { raw, setting } = this.found(flag);
      if (isSame(flag.kind.read(raw), flag.kind.read(flag.fallback))) {
        return [];
      }
      const noEffect = WITHOUT_EFFECT.get(name);
      if (noEffect !== undefined) {
        return [{ kind: 'without effect', setting, why: noEffect }];
      }
      return this.missingFor(name).map((other) => ({
        kind: 'incomplete',
        setting,
        why: `it needs -${other}, which is not given`,
      }));
    });
  }

  private missingFor(name: string): readonly string[] {
    return (NEEDS.get(name) ?? []).filter((other) => this.isOff(FLAGS[other]));
  }

  private isOff(flag: Flag<unknown>): boolean {
    const value = flag.kind.read(this.found(flag).raw);
    return value === '' || value === false;
  }

  private found(flag: Flag<unknown>): { readonly raw: string; readonly setting: string } {
    const fromEnvironment = flag.env === undefined ? undefined : this.environment[flag.env];
    if (flag.env !== undefined && fromEnvironment) {
      return { raw: fromEnvironment, setting: flag.env };
    }
    const name = flagName(flag);
    return { raw: this.given.get(name) ?? flag.fallback, setting: `-${name}` };
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
