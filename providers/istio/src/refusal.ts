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

// Istio would ignore the match and send everybody to the canary, or never mirror, so that the run could not go on.
function tcpProblem(canary: Canary): Problem | undefined {
  const { match, mirror } = canary.spec.analysis;
  if (!isTcp(canary) || !(match?.length || mirror)) {
    return undefined;
  }
  const field = match?.length ? 'match' : 'mirror';
  const found = JSON.stringify(canary.spec.analysis[field]);
  return { field: `spec.analysis.${field}`, found, allowed: 'nothing while spec.service.appProtocol is tcp' };
}

// Istio has no suffix: the API server drops it, and what stays matches every request that has the header.
const suffixProblems = (canary: Canary): readonly Problem[] =>
  testHeaders(canary)
    .filter(({ match }) => 'suffix' in match)
    .map(({ field, match }) => ({ field, found: JSON.stringify(match), allowed: 'exact, prefix or regex' }));
