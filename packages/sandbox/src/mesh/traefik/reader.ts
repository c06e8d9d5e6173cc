import { type KubeObject, nameIn, nameOf } from '@flagger/api';
import { type Fields, fieldsOf, isFields, itemsOf, numberOf, type Resource, textOf } from '../../client/index.ts';
import { plainRoute } from '../plain-route.ts';
import { type Destination, type HostRoutes, MESH, type MeshReader, type Route } from '../route-table.ts';
import { type Rule, ruleIn } from './rule.ts';

const resource = (kind: string): Resource => ({
  apiVersion: 'traefik.io/v1alpha1',
  kind,
  plural: `${kind.toLowerCase()}s`,
  accepts: (object): object is KubeObject => isFields(object.spec) && object.metadata.namespace !== undefined,
});

/** Reads IngressRoutes, and the TraefikServices that these name in the place of a Service. */
export const traefikReader: MeshReader = {
  resources: [resource('IngressRoute'), resource('TraefikService')],
  read: (objects) => {
    const known = new Map(objects.filter(({ kind }) => kind === 'TraefikService').map((each) => [nameOf(each), each]));
    const routes = objects.filter(({ kind }) => kind === 'IngressRoute').flatMap((each) => routesIn(each, known));
    const ruled = routes.filter(({ rule }) => rule !== undefined);
    const hosts = [...new Set(ruled.map(({ rule }) => rule?.host ?? ''))].map((host) => hostRoutes(host, ruled));
    const unknown = routes.filter(({ rule }) => rule === undefined);
    return { hosts, ignored: unknown.map(({ source, match }) => `${source} has a rule that is not played: ${match}`) };
  },
};

interface RuledRoute {
  readonly source: string;
  readonly match: string;
  readonly rule: Rule | undefined;
  readonly route: Route;
}

type Services = ReadonlyMap<string, KubeObject>;

const routesIn = (ingressRoute: KubeObject, known: Services): readonly RuledRoute[] =>
  itemsOf(fieldsOf(ingressRoute.spec).routes)
    .map(fieldsOf)
    .map(({ match, services }) => {
      const text = textOf(match) ?? '';
      const shares = sharesIn(services, ingressRoute.metadata.namespace ?? '', known);
      return {
        source: `IngressRoute ${nameOf(ingressRoute)}`,
        match: text,
        rule: ruleIn(text),
        route: plainRoute(shares),
      };
    });

/** The longer prefix decides. */
function hostRoutes(host: string, all: readonly RuledRoute[]): HostRoutes {
  const ours = all
    .flatMap(({ rule, ...rest }) => (rule?.host === host ? [{ ...rest, rule }] : []))
    .sort((one, other) => other.rule.prefix.length - one.rule.prefix.length);
  const anything = { isUriCaseIgnored: false, headers: {}, withoutHeaders: {}, queryParams: {}, sourceLabels: {} };
  return {
    source: [...new Set(ours.map(({ source }) => source))].join(', '),
    hosts: [host],
    gateways: [MESH],
    routes: ours.map(({ rule, route }) => ({
      ...route,
      matches: [{ ...anything, uri: { kind: 'prefix', text: rule.prefix } }],
    })),
  };
}

type Share = Omit<Destination, 'headers'>;

/** A share without a weight counts as 1; those of a TraefikService are parts of its own. */
const sharesIn = (services: unknown, home: string, known: Services): readonly Share[] =>
  itemsOf(services)
    .map(fieldsOf)
    .flatMap((service) => {
      const { name, namespace, kind, weight } = service;
      const whole = numberOf(weight) ?? 1;
      const where = textOf(namespace) ?? home;
      if (kind !== 'TraefikService') {
        return [shareOf(service, where, whole)];
      }
      const inner = fieldsOf(fieldsOf(known.get(nameIn(textOf(name) ?? '', where))?.spec).weighted).services;
      const shares = sharesIn(inner, where, known);
      const sum = shares.reduce((total, share) => total + share.weight, 0);
      return shares.map((share) => ({ ...share, weight: sum > 0 ? (whole * share.weight) / sum : 0 }));
    });

/** As Traefik counts it: by the name that it gives a Service of the cluster. */
function shareOf({ name, port }: Fields, namespace: string, weight: number): Share {
  const to = { namespace, name: textOf(name) ?? '', labels: {}, port: numberOf(port) ?? 0 };
  return { to, weight, counted: { service: `${namespace}-${to.name}-${to.port}@kubernetescrd` } };
}
