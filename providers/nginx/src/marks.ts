import { ALL_TO_CANARY, type RoutedCanary, type Routes, split } from '@flagger/api';
import { testHeaders } from '@flagger/mesh-kit';

type Annotations = Readonly<Record<string, string>>;

/** What `kubectl apply` keeps of the user's Ingress says nothing about ours. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The annotations by which ingress-nginx sends requests to the canary, beside those of the user's Ingress: a share of
 * everybody, or all who are in the test and nobody else.
 */
export function marks(canary: RoutedCanary, routes: Routes, { prefix, theirs }: Marked): Annotations {
  const at = (what: string): string => `${prefix}/${what}`;
  const copied = Object.entries(theirs).filter(([key]) => key !== KUBECTL && !isMark(key, prefix));
  const isTest = testHeaders(canary).length > 0;
  const asked = isTest && routes.canary === 100 ? test(canary) : {};
  return {
    ...Object.fromEntries(copied),
    [at('canary')]: 'true',
    [at('canary-weight')]: String(isTest ? 0 : routes.canary),
    ...Object.fromEntries(
      Object.entries(asked).flatMap(([key, value]) => (value === undefined ? [] : [[at(key), value]])),
    ),
  };
}

/** What annotations begin with, and those of the user's Ingress. */
export interface Marked {
  readonly prefix: string;
  readonly theirs: Annotations;
}

/** Whether an annotation tells ingress-nginx who goes to the canary. */
export const isMark = (key: string, prefix: string): boolean =>
  key === `${prefix}/canary` || key.startsWith(`${prefix}/canary-`);

/**
 * The inverse of {@link marks}: undefined where the annotations are none that we would write. Who is in a test is not
 * compared, but a share of everybody is none that can be kept for a test.
 */
export function routesOf(canary: RoutedCanary, annotations: Annotations = {}, prefix: string): Routes | undefined {
  const { canary: isCanary, 'canary-weight': weight = '', ...others } = stripped(annotations, prefix);
  const names = Object.keys(others);
  if (isCanary !== 'true' || !names.every((name) => TEST.includes(name))) {
    return undefined;
  }
  if (names.length > 0) {
    return weight === '0' && names.some((name) => name === 'canary-by-header' || name === COOKIE)
      ? ALL_TO_CANARY
      : undefined;
  }
  const share = /^\d{1,3}$/.test(weight) ? Number(weight) : 101;
  const isKept = share === 0 || share === 100 || (share < 100 && testHeaders(canary).length === 0);
  return isKept ? split(share) : undefined;
}

const COOKIE = 'canary-by-cookie';
const TEST: readonly string[] = ['canary-by-header', 'canary-by-header-value', 'canary-by-header-pattern', COOKIE];

const stripped = (annotations: Annotations, prefix: string): Annotations =>
  Object.fromEntries(
    Object.entries(annotations)
      .filter(([key]) => isMark(key, prefix))
      .map(([key, value]) => [key.slice(prefix.length + 1), value]),
  );

/** One header by its value or a pattern, one cookie that says `always`, or either. */
function test(canary: RoutedCanary): Readonly<Record<string, string | undefined>> {
  const [header, cookie] = [false, true].map((isCookie) =>
    testHeaders(canary).find(({ name }) => (name === 'cookie') === isCookie),
  );
  const { exact, regex }: Compared = header?.match ?? {};
  const { exact: named }: Compared = cookie?.match ?? {};
  return {
    'canary-by-header': header?.name,
    'canary-by-header-value': exact,
    'canary-by-header-pattern': exact === undefined ? regex : undefined,
    [COOKIE]: named,
  };
}

interface Compared {
  readonly exact?: string;
  readonly regex?: string;
}
