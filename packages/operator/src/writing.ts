/** Whether something may be written into a namespace; undefined: into one that says nothing of whose it is. */
export type MayWrite = (namespace: string | undefined) => boolean;

/**
 * Whether the process may write: not before it has looked, not while another may lead, not after it was told to stop.
 */
export class Writing {
  private mayWrite: MayWrite = () => false;

  isAllowed(namespace: string | undefined): boolean {
    return this.mayWrite(namespace);
  }

  /** From now on, for as long as `mayWrite` says so; it is asked before every write. */
  allow(mayWrite: MayWrite = () => true): void {
    this.mayWrite = mayWrite;
  }

  forbid(): void {
    this.mayWrite = () => false;
  }
}
