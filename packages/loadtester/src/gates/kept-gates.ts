import type { Time } from '../time.ts';
import { end, gateIn, pass, put, type Shelf, stateBy } from './gate-book.ts';
import type { GateName, Gates, GateState, Hand, Passage } from './gates.ts';

/** Gates in a book that lies on some shelf. */
export class KeptGates implements Gates {
  constructor(
    private readonly shelf: Shelf,
    private readonly time: Pick<Time, 'now'>,
  ) {}

  async isOpen(gate: GateName, passage: Passage): Promise<boolean> {
    return this.shelf.apply(pass(gate, passage, this.at()));
  }

  async open(gate: GateName, hand: Hand): Promise<readonly string[]> {
    return this.shelf.apply(put(gate, stateBy(hand, true, this.at())));
  }

  async close(gate: GateName, hand: Hand): Promise<readonly string[]> {
    return this.shelf.apply(put(gate, stateBy(hand, false, this.at())));
  }

  async endRollout(canary: Pick<GateName, 'name' | 'namespace'>): Promise<void> {
    await this.shelf.apply(end(canary, this.at()));
  }

  async list(): Promise<readonly (GateName & GateState)[]> {
    return this.shelf.apply((book) => ({
      book,
      answer: [...book].flatMap(([text, state]) => {
        const gate = gateIn(text);
        return gate === undefined ? [] : [{ ...gate, ...state }];
      }),
    }));
  }

  private at(): string {
    return new Date(this.time.now()).toISOString();
  }
}
