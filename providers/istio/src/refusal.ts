import { apexName, type Canary, nameIn, type Problem } from '@flagger/api';
import { misshapenEntries, misshapenRoutes, testHeaders } from '@flagger/mesh-kit';
import { isTcp } from './tcp.ts';

/** What Istio would route otherwise than the Canary says. */
export function problems(canary: Canary): readonly Problem[] {
  const own = [delegationProblem(canary), tcpProblem(canary), ...suffixProblems(canary), hostOfAll(canary)];
  return [...own.flatMap((problem) => problem ?? []), ...misshapenGateways(canary), ...misshapenRoutes(canary)];
}

/** Sidecars would send the calls of every service there: Istio's own webhook refuses it as well. */
function hostOfAll({ spec: { service } }: Canary): Problem | undefined {
  const { hosts = [], gateways = [], delegation } = service;
  const at = hosts.indexOf('*');
  const isInMesh = gateways.length === 0 || gateways.includes('mesh');
  return at < 0 || !isInMesh || delegation
    ? undefined
    : {
        field: `spec.service.hosts[${at}]`,
        found: '"*"',
        allowed: 'a host name, or gateways without mesh: inside the mesh it would take the calls of all services',
      };
}

const misshapenGateways = ({ spec: { service } }: Canary): readonly Problem[] =>
  misshapenEntries('spec.service.gateways', service.gateways, {
    isRight: (gateway) => /^(?:[-.a-z0-9]+\/)?[-.\w]+$/.test(gateway),
    allowed: 'mesh, or the name of a Gateway, perhaps with its namespace: edge/public',
  });

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
