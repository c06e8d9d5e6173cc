/** A gate of the load tester, as it keeps it. */
export interface Gate {
  readonly kind: 'gate' | 'rollback';
  readonly namespace: string;
  readonly name: string;
  /** Empty: the one that all hooks of a canary share. */
  readonly gate: string;
  readonly isOpen: boolean;
  readonly by: string;
  readonly at: string;
  readonly why?: string;
}

/** Port: where gates are kept. */
export interface Gates {
  list(): Promise<readonly Gate[]>;
  move(gate: Omit<Gate, 'at'>): Promise<void>;
}

/** A gate as people call it. */
export const gateText = ({ kind, namespace, name, gate }: Pick<Gate, 'kind' | 'namespace' | 'name' | 'gate'>): string =>
  `the ${kind === 'rollback' ? 'rollback gate' : `gate${gate === '' ? '' : ` ${gate}`}`} of ${name}.${namespace}`;

/** A record as the load tester writes it; undefined for anything else. */
export function gateIn(record: unknown): Gate | undefined {
  if (!isRecord(record)) {
    return undefined;
  }
  const { kind, namespace, name, gate, isOpen, by, at, why } = record;
  if ((kind !== 'gate' && kind !== 'rollback') || typeof namespace !== 'string' || typeof name !== 'string') {
    return undefined;
  }
  return {
    kind,
    namespace,
    name,
    gate: typeof gate === 'string' ? gate : '',
    isOpen: isOpen === true,
    by: typeof by === 'string' ? by : '',
    at: typeof at === 'string' ? at : '',
    ...(typeof why === 'string' && { why }),
  };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
