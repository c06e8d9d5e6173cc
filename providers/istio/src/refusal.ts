import { apexName, type Canary, nameIn, type Problem } from '@flagger/api';
import { testHeaders } from '@flagger/mesh-kit';
import { isTcp } from './tcp.ts';

/** What Istio would route otherwise than the Canary says. */
export function problems(canary: Canary): readonly Problem[] {
  return [delegationProblem(canary), tcpProblem(canary), ...suffixProblems(canary)].flatMap((problem) => problem ?? []);
}

function delegationProblem(canary: Canary): Problem | undefined {
  const { delegation, hosts, gateways } = canary.spec.service;
  if (!delegation || !(hosts?.length || gateways?.length)) {
    return undefined;
  }
  const name = nameIn(apexName(canary), canary.metadata.namespace);
  return {
    field: 'spec.service.delegation',
    found: `true beside ${JSON.stringify({ hosts, gateways })}`,
    allowed: `only without both: VirtualService ${name} cannot have hosts and gateways when delegation enabled`,
  };
}

// Istio would ignore the match and send everybody to the canary, never mirror, so that the run could not go on, or see no cookies.
function tcpProblem(canary: Canary): Problem | undefined {
  const { analysis } = canary.spec;
  const field = isTcp(canary) ? HTTP_ONLY.find((name) => isAsked(analysis[name])) : undefined;
  return (
    field && {
      field: `spec.analysis.${field}`,
      found: JSON.stringify(analysis[field]),
      allowed: 'nothing while spec.service.appProtocol is tcp',
    }
  );
}

const HTTP_ONLY = ['match', 'mirror', 'sessionAffinity'] as const;

const isAsked = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

// Istio has no suffix: the API server drops it, and what stays matches every request that has the header.
const suffixProblems = (canary: Canary): readonly Problem[] =>
  testHeaders(canary)
    .filter(({ match }) => 'suffix' in match)
    .map(({ field, match }) => ({ field, found: JSON.stringify(match), allowed: 'exact, prefix or regex' }));
