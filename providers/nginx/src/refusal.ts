import type { Canary, Problem } from '@flagger/api';
import {
  headerLists,
  refusedBesideHeaders,
  refusedWithoutIngress,
  type TestHeader,
  testHeaders,
} from '@flagger/mesh-kit';

/** What ingress-nginx would route otherwise than the Canary says, or not at all. */
export const problems = (canary: Canary): readonly Problem[] => [
  ...refusedWithoutIngress(canary),
  ...testProblems(canary),
];

/** A Canary that is promoted without analysis sends nobody to the canary. */
function testProblems(canary: Canary): readonly Problem[] {
  const { match = [] } = canary.spec.analysis;
  if (match.length === 0 || canary.spec.skipAnalysis) {
    return [];
  }
  const found = [...refusedBesideHeaders(canary, ONE_ALONE), ...valueProblems(canary), ...numberProblems(canary)];
  return found.length > 0 ? found : shareProblems(canary);
}

const ONE_ALONE = 'ingress-nginx matches one header or cookie only';

const isCookie = ({ name }: TestHeader): boolean => name === 'cookie';

const valueProblems = (canary: Canary): readonly Problem[] =>
  testHeaders(canary)
    .filter((header) => !(isCookie(header) ? ['exact'] : ['exact', 'regex']).some((way) => way in header.match))
    .map((header) => ({
      field: header.field,
      found: JSON.stringify(header.match),
      allowed: isCookie(header) ? 'exact, which names the cookie that says always' : 'exact or regex',
    }));

// Of several the last alone would count, and of a header and a cookie either.
function numberProblems(canary: Canary): readonly Problem[] {
  const lists = headerLists(canary);
  const mixed = lists.flatMap((list, at) =>
    list.length === 1
      ? []
      : [{ field: `spec.analysis.match[${at}].headers`, found: `${list.length} headers`, allowed: 'one header' }],
  );
  const several = [true, false].some(
    (isOfCookies) => lists.flat().filter((each) => isCookie(each) === isOfCookies).length > 1,
  );
  const field = 'spec.analysis.match';
  return mixed.length > 0 || !several
    ? mixed
    : [{ field, found: `${lists.length} matches`, allowed: 'one for a header, one for a cookie, or both' }];
}

// Whoever is in the test goes there, all of them.
function shareProblems({ spec: { analysis } }: Canary): readonly Problem[] {
  const isShared = (analysis.stepWeight ?? 0) > 0 || (analysis.stepWeights ?? []).length > 0;
  const field = (analysis.stepWeight ?? 0) > 0 ? 'stepWeight' : 'stepWeights';
  return analysis.iterations || !isShared
    ? []
    : [
        {
          field: `spec.analysis.${field}`,
          found: `${JSON.stringify(analysis[field])} beside a match`,
          allowed: 'nothing, but iterations: ingress-nginx sends all who match to the canary, or none',
        },
      ];
}
