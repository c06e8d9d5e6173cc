/**
 * What webhooks are asked by name: the gates of canaries, and whether they are to be rolled back. Both are closed
 * until somebody opens them.
 */
export class Gates {
  private readonly open = new Set<string>();

  /**
   * What a path such as `/gate/check` or `/rollback/open` answers for a canary (`name.namespace`); undefined for
   * another path.
   */
  answer(path: string, canary: string): { readonly status: number; readonly text: string } | undefined {
    if (path === '/gate/approve') {
      return APPROVED;
    }
    if (path === '/gate/halt') {
      return FORBIDDEN;
    }
    const [, kind, verb] = /^\/(gate|rollback)\/(open|close|check)$/.exec(path) ?? [];
    if (kind === undefined || verb === undefined) {
      return undefined;
    }
    const key = kind === 'gate' ? canary : `${kind}.${canary}`;
    if (verb === 'check') {
      return this.open.has(key) ? { status: 200, text: 'Approved' } : FORBIDDEN;
    }
    if (verb === 'open') {
      this.open.add(key);
    } else {
      this.open.delete(key);
    }
    return { status: 202, text: '' };
  }
}

const APPROVED = { status: 200, text: 'OK' };
const FORBIDDEN = { status: 403, text: 'Forbidden' };
