/**
 * Whether the process may write: not before it has looked, not while another may lead, not after it was told to stop.
 */
export class Writing {
  private isLeading: () => boolean = () => false;

  get isAllowed(): boolean {
    return this.isLeading();
  }

  /** From now on, for as long as `isLeading` says so; it is asked before every write. */
  allow(isLeading: () => boolean = () => true): void {
    this.isLeading = isLeading;
  }

  forbid(): void {
    this.isLeading = () => false;
  }
}
