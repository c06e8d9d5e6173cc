import type { Finding, KubeObject, Question, Ref } from '@flagger/api';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import { istio } from '@flagger/provider-istio';
import { MemoryShell, type ShellSettings } from '@flagger/testing';

export const TARGET = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;
export const PRIMARY = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'podinfo-primary', namespace: 'test' },
} as const;
export const ROUTE = {
  apiVersion: 'networking.istio.io/v1beta1',
  kind: 'VirtualService',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;

/** A Deployment with one container that runs `image`. */
export function aDeployment(image: string, name = 'podinfo'): KubeObject & { readonly spec: object } {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'test' },
    spec: { replicas: 2, selector: { matchLabels: { app: name } }, template },
  };
}

/** A Canary of podinfo: two steps of 30, one metric; `analysis` and `spec` replace what is given. */
export function aCanary({
  analysis = {},
  spec = {},
  name = 'podinfo',
}: { readonly analysis?: object; readonly spec?: object; readonly name?: string } = {}): KubeObject {
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace: 'test', uid: `uid-of-${name}` },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      service: { port: 80 },
      analysis: {
        interval: '10s',
        threshold: 2,
        stepWeight: 30,
        maxWeight: 60,
        metrics: [{ name: 'request-success-rate', interval: '1m', thresholdRange: { min: 99 } }],
        ...analysis,
      },
      ...spec,
    },
  };
}

/** Everything is well: metrics in range, hooks say yes. */
export function allIsWell({ what }: Question): readonly Finding[] {
  switch (what) {
    case 'metrics-online':
      return [{ kind: 'online' }];
    case 'check':
      return [success(99.5)];
    case 'target-pods':
    case 'primary-pods':
      return [{ kind: 'pods' }];
    default:
      return [{ kind: 'reply', hook: what, name: what, ok: what !== 'rollback', message: '' }];
  }
}

export const success = (value: number): Finding => ({
  kind: 'metric',
  name: 'request-success-rate',
  source: 'success-rate',
  provider: 'istio',
  value,
});

/** The whole operator but its transport, on a cluster in memory that holds podinfo and its Canary. */
export function aShell(settings: Partial<ShellSettings> & { readonly canary?: KubeObject } = {}): MemoryShell {
  const { canary = aCanary(), ...rest } = settings;
  const shell = new MemoryShell({
    provider: istio,
    workloads: (deps) => createWorkloads({ ...deps, options: WORKLOAD_DEFAULTS }),
    find: allIsWell,
    ...rest,
  });
  shell.objects.set(aDeployment('podinfo:1'));
  shell.objects.set(canary);
  return shell;
}

/** Sets the image of a target as `kubectl set image` does. */
export function setImage(shell: MemoryShell, image: string, name = 'podinfo'): void {
  const { spec } = aDeployment(image, name);
  shell.edit({ ...TARGET, metadata: { name, namespace: 'test' } }, (object) => {
    const { replicas } = object.spec as { readonly replicas: number };
    return { ...object, spec: { ...spec, replicas } };
  });
}

/** The weights of the primary and the canary in the mesh. */
export function weights(shell: MemoryShell, ref: Ref = ROUTE): readonly number[] {
  const route = shell.objects.peek<
    KubeObject & {
      readonly spec: { readonly http: readonly { readonly route: readonly { readonly weight: number }[] }[] };
    }
  >(ref);
  return route?.spec.http.at(0)?.route.map(({ weight }) => weight) ?? [];
}

/** The image and the number of replicas of a Deployment. */
export function running(shell: MemoryShell, ref: Ref): string {
  const found = shell.objects.peek<
    KubeObject & {
      readonly spec: {
        readonly replicas: number;
        readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
      };
    }
  >(ref);
  return found ? `${found.spec.template.spec.containers[0]?.image ?? ''} x${found.spec.replicas}` : 'none';
}
