import type { Asked } from '../command.ts';
import { type Finding, ok, warning, wrong } from './finding.ts';
import type { Operator } from './operator.ts';

/** Whether the metrics server of each operator answers: asked through the API server, since it is in the cluster. */
export async function metricsServer(asked: Asked, found: readonly Operator[]): Promise<readonly Finding[]> {
  const addresses = new Set(found.flatMap(({ flags }) => flags.get('metrics-server') ?? []));
  return Promise.all([...addresses].map((address) => answers(asked, address)));
}

async function answers({ cluster }: Asked, address: string): Promise<Finding> {
  const path = proxyPath(address);
  if (path === undefined) {
    return warning(
      'CHK040',
      `the metrics server ${address} is no service of the cluster`,
      'Ask it yourself: it cannot be reached from here.',
    );
  }
  try {
    await cluster.read(`${path}/api/v1/labels`);
    return ok('CHK040', `the metrics server ${address} answers`);
  } catch (error) {
    return wrong(
      'CHK040',
      `the metrics server ${address} does not answer: ${error instanceof Error ? error.message : String(error)}`,
      'See whether it runs, and whether -metrics-server of the operator names its service and port.',
    );
  }
}

/** The way to a service through the API server; undefined for a host that is none. */
function proxyPath(address: string): string | undefined {
  if (!URL.canParse(address)) {
    return undefined;
  }
  const { protocol, hostname, port, pathname } = new URL(address);
  const [, service, namespace] = /^([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\..*)?)?$/.exec(hostname) ?? [];
  const scheme = protocol === 'https:' ? 'https' : 'http';
  return service === undefined || namespace === undefined
    ? undefined
    : `/api/v1/namespaces/${namespace}/services/${scheme}:${service}:${port || (scheme === 'https' ? '443' : '80')}/proxy${pathname.replace(/\/$/, '')}`;
}
