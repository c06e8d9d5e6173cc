import { Conflict, Wait, type Canaries, type KubeObject, type Objects, type RawCanary, type Ref } from '@flagger/api';
import { isHeld } from '@flagger/engine';

/** Nothing may be written by this process any more, or not yet: no turn can go on. */
export class GateShut extends Wait {}

/**
 * Whether writing is allowed at this moment; throws {@link GateShut} where it is not, and {@link Conflict} where it was
 * but the canary is gone since.
 */
export type Gate = () => void;

export interface GatePorts {
  readonly canaries: Canaries;
  /** Whether what is in a namespace may be written: not while another replica may, nor once the process is stopping. */
  readonly mayWrite: (namespace: string) => boolean;
}

/** The canary that a turn began with. */
type Begun = Pick<RawCanary['metadata'], 'uid' | 'deletionTimestamp'>;

/**
 * Open while we are the leader and the canary that the turn began with is still there: alive, or, where the turn began
 * after it was deleted, held by Flagger's finalizer.
 */
export function gateOf({ canaries, mayWrite }: GatePorts, key: string, begun: Begun): Gate {
  return () => {
    if (!mayWrite(key.slice(0, key.indexOf('/')))) {
      throw new GateShut('not writing: the lease is not ours or the process is stopping');
    }
    const canary = canaries.read(key);
    const isSame = canary?.metadata.uid === begun.uid && canary.metadata.deletionTimestamp === begun.deletionTimestamp;
    if (!isSame || (begun.deletionTimestamp !== undefined && !isHeld(canary))) {
      throw new Conflict('not writing: the canary is gone');
    }
  };
}

/** Objects whose writes go through the gate, each one. */
class Gated implements Objects {
  constructor(
    private readonly objects: Objects,
    private readonly gate: Gate,
  ) {}

  read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.objects.read<T>(ref);
  }

  confirm<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.objects.confirm<T>(ref);
  }

  async create<T extends KubeObject>(object: T): Promise<T> {
    this.gate();
    return this.objects.create(object);
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    this.gate();
    return this.objects.patch<T>(ref, changes);
  }

  async replace<T extends KubeObject>(object: T): Promise<T> {
    this.gate();
    return this.objects.replace(object);
  }

  async remove(ref: Ref): Promise<void> {
    this.gate();
    return this.objects.remove(ref);
  }
}

/** The same objects, each write through the gate. */
export const gated = (objects: Objects, gate: Gate): Objects => new Gated(objects, gate);
