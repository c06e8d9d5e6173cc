/** Which gate of which canary. */
export interface GateName {
  /** `rollback` answers whether a rollback is wanted, `gate` whether to go on. */
  readonly kind: 'gate' | 'rollback';
  readonly name: string;
  readonly namespace: string;
  /** One of several gates of the canary, e.g. `confirm-promotion`; empty: the one that all hooks share. */
  readonly gate: string;
}

/** How a gate stands, and who put it there. */
export interface GateState {
  readonly isOpen: boolean;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly why?: string;
  /** It closes again with the rollout that it let through. */
  readonly isOnce?: true;
  /** The release that it let through; other ones find it closed. */
  readonly checksum?: string;
}

/** Who opens or closes a gate. */
export interface Hand {
  readonly by: string;
  readonly why?: string;
  readonly isOnce?: boolean;
}

/** What a hook asks for. */
export interface Passage {
  /** Of the release that waits; empty where the caller does not say. */
  readonly checksum: string;
  /** The gate is to close again after this rollout. */
  readonly isOnce: boolean;
}

/** Port: gates that people open and hooks ask about. A gate of which nobody has heard is closed. */
export interface Gates {
  isOpen(gate: GateName, passage: Passage): Promise<boolean>;
  /** Answers which other gates closed since there is no room for more. */
  open(gate: GateName, hand: Hand): Promise<readonly string[]>;
  /** The same. */
  close(gate: GateName, hand: Hand): Promise<readonly string[]>;
  /** A rollout of a canary is over: closes what was open for it only. */
  endRollout(canary: Pick<GateName, 'name' | 'namespace'>): Promise<void>;
  list(): Promise<readonly (GateName & GateState)[]>;
}
