import { stringify } from 'yaml';

/** A key of k9s in the list of canaries. */
interface Key {
  readonly name: string;
  readonly shortCut: string;
  readonly says: string;
  readonly verb: string;
  /** k9s asks first. */
  readonly isAsked?: true;
  /** The output stays until a key is pressed. */
  readonly isShown?: true;
}

const KEYS: readonly Key[] = [
  { name: 'flagger-why', shortCut: 'Shift-W', says: 'Why', verb: 'why', isShown: true },
  { name: 'flagger-tree', shortCut: 'Shift-T', says: 'Tree', verb: 'tree', isShown: true },
  { name: 'flagger-history', shortCut: 'Shift-H', says: 'Runs', verb: 'history', isShown: true },
  { name: 'flagger-promote', shortCut: 'Shift-P', says: 'Promote', verb: 'promote', isAsked: true },
  { name: 'flagger-rollback', shortCut: 'Shift-B', says: 'Roll back', verb: 'rollback', isAsked: true },
  { name: 'flagger-approve', shortCut: 'Shift-A', says: 'Approve', verb: 'approve', isAsked: true },
];

/** The plugin of k9s: keys in its list of canaries, also where k9s sorts by them. */
export function k9sPlugin(): string {
  const plugins = Object.fromEntries(
    KEYS.map(({ name, shortCut, says, verb, isAsked, isShown }) => {
      const line = `kubectl-flagger ${verb} "$NAME" -n "$NAMESPACE" --context "$CONTEXT"`;
      const command = { command: 'sh', args: ['-c', isShown ? `${line} | less -R` : `${line}; sleep 3`] };
      const asked = isAsked ? { confirm: true, dangerous: true } : {};
      const key = { shortCut, override: true, description: says, scopes: ['canaries'] };
      return [name, { ...key, background: false, ...asked, ...command }];
    }),
  );
  return `# Written by \`npm run man\`. Goes to $XDG_CONFIG_HOME/k9s/plugins.yaml.\n${stringify({ plugins })}`;
}
