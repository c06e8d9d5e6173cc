import { unsupported } from '../problems.ts';
import { badRequest, invalidObject } from '../refusal.ts';

/** How a write is to be done. */
export interface WriteOptions {
  /** Everything but storing it. */
  readonly isDryRun: boolean;
  /** What happens to fields that the schema does not know. */
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
  readonly manager: string;
  /** Only for apply: takes fields that others manage. */
  readonly isForced: boolean;
  /** Tells the client something in a header. */
  readonly warn: (text: string) => void;
}

/** The media type of server-side apply, whose client must say who it is. */
const APPLY = 'application/apply-patch+yaml';

const KINDS: Readonly<Record<string, string>> = { POST: 'CreateOptions', PUT: 'UpdateOptions', PATCH: 'PatchOptions' };

interface WriteRequest {
  readonly contentType: string;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly warn: (text: string) => void;
  /** Of the client, whose first part names it where nothing else does. */
  readonly userAgent: string;
}

/** Reads the options in a query; throws a refusal for values that do not exist. */
export function writeOptions({ query, warn, method, userAgent, contentType }: WriteRequest): WriteOptions {
  const about = { group: 'meta.k8s.io', plural: 'options', kind: KINDS[method] ?? 'CreateOptions' };
  const dryRun = query.getAll('dryRun').filter((each) => each !== '');
  const validation = query.get('fieldValidation') ?? 'Warn';
  if (dryRun.some((each) => each !== 'All')) {
    throw invalidObject(about, '', [unsupported('dryRun', dryRun, ['All'])]);
  }
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore' && validation !== '') {
    throw badRequest(
      `fieldValidation: Unsupported value: ${JSON.stringify(validation)}: supported values: "Ignore", "Strict", "Warn"`,
    );
  }
  return {
    isDryRun: dryRun.length > 0,
    validation: validation === '' ? 'Warn' : validation,
    manager: query.get('fieldManager') ?? (contentType === APPLY ? '' : (userAgent.split('/')[0] ?? '')),
    isForced: query.get('force') === 'true',
    warn,
  };
}
