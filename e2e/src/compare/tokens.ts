import { leaves, rewritten } from './values.ts';

/**
 * Gives random values names by the order in which they appear: the first revision is `<hash-1>` on both sides.
 * Recordings hold such names already, in the order of Flagger's writes; both sides are named anew, in the order in
 * which they are compared.
 */
export class Tokens {
  private readonly names = new Map<string, string>();
  private readonly parts: [string, string][] = [];

  /**
   * Names what stands in the value, in its order. Call it with everything that is compared, in order, before {@link
   * applied}.
   */
  learn(value: unknown): void {
    for (const [path, leaf] of leaves(value)) {
      if (typeof leaf === 'string' && leaf !== '') {
        this.learnLeaf(path, leaf);
      }
    }
  }

  /** The value with every random part replaced. */
  applied(value: unknown): unknown {
    return rewritten(value, (leaf) => (typeof leaf === 'string' ? this.named(leaf) : leaf));
  }

  private named(text: string): string {
    return this.names.get(text) ?? this.parts.reduce((done, [part, name]) => done.replaceAll(part, name), text);
  }

  private learnLeaf(path: string, leaf: string): void {
    const sort = sortOf(path);
    if (sort === 'cookie') {
      this.learnCookie(leaf.slice(leaf.indexOf('=') + 1));
    }
    if (sort !== undefined && sort !== 'cookie') {
      this.learnName(sort, leaf);
    }
  }

  private learnName(sort: string, value: string): void {
    if (!this.names.has(value)) {
      this.names.set(value, `<${sort}-${this.count(sort)}>`);
    }
  }

  private count(sort: string): number {
    return [...this.names.values()].filter((name) => name.startsWith(`<${sort}-`)).length + 1;
  }

  /** The random part of a cookie also stands inside other texts, such as a route's header pattern. */
  private learnCookie(value: string): void {
    if (value !== '' && !this.parts.some(([part]) => part === value)) {
      this.parts.push([value, `<cookie ${this.parts.length + 1}>`]);
    }
  }
}

const SORTS: readonly (readonly [RegExp, string])[] = [
  [/\/(lastAppliedSpec|lastPromotedSpec)$/, 'hash'],
  [/\/trackedConfigs\//, 'config-checksum'],
  [/\/flagger-id$/, 'flagger-id'],
  [/\/body\/checksum$/, 'checksum'],
  [/SessionAffinityCookie$|\/sessionAffinityCookie$/, 'cookie'],
];

const sortOf = (path: string): string | undefined => SORTS.find(([pattern]) => pattern.test(path))?.[1];
