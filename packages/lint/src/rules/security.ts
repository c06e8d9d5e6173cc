import { isJsonObject } from '@flagger/api';
import { type Path, valueAt } from '../path.ts';
import { ofCanary, ofKind, type Rule, when } from '../rule.ts';

const hook = (fields: string): string =>
  `spec: {analysis: {webhooks: [{name: load-test, metadata: {cmd: x}, ${fields}}]}}`;
const chat = (spec: string): string =>
  `apiVersion: flagger.app/v1beta1\nkind: AlertProvider\nmetadata: {name: chat}\nspec: ${spec}\n`;
const template = (provider: string): string =>
  `apiVersion: flagger.app/v1beta1\nkind: MetricTemplate\nmetadata: {name: errors}\nspec: {provider: ${provider}, query: 'sum(rate(errors_total{app="{{ target }}"}[{{ interval }}]))'}\n`;

/** What an address gives away: a password, or a parameter that is called like one. */
const secretIn = (address: string): string | undefined => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const parameter = [...(url?.searchParams.keys() ?? [])].find(isSecretName);
  return url?.password ? 'a password' : parameter;
};

const isSecretName = (name: string): boolean => /token|passw|secret|api[-_]?key|credential|^key$|^sig$/i.test(name);

/** Whether an address leads out of the cluster, for all that its name says. */
function isOutside(address: string): boolean {
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  const labels = host.split('.');
  return labels.length > 2 && !/(?:\.svc|\.local|\.internal)$/.test(host) && !/^[\d.]+$|\.svc\./.test(host);
}

const isPlain = (address: string): boolean => /^http:/i.test(address);

/** What should not be read by everybody, nor go over the wire in clear. */
export const SECURITY_RULES: readonly Rule[] = [
  ofCanary({
    code: 'FLG701',
    level: 'error',
    title: 'A secret in the address of a hook',
    why: 'Everybody who may read Canaries, and everybody who sees the repository, has it.',
    fix: 'Let the receiver know its callers in another way, and give it a new secret: this one is known.',
    fires: hook('url: "https://bot:hunter2@ci.example.com/"'),
    passes: hook('url: "https://ci.example.com/"'),
    check: ({ spec }) =>
      (spec.analysis.webhooks ?? []).flatMap(({ url }, index) => {
        const secret = secretIn(url);
        return when(
          secret !== undefined,
          ['spec', 'analysis', 'webhooks', index, 'url'],
          `the address holds ${secret ?? ''}`,
        );
      }),
  }),
  ofCanary({
    code: 'FLG702',
    level: 'error',
    title: 'A secret in the metadata of a hook',
    why: 'Everybody who may read Canaries, and everybody who sees the repository, has it.',
    fix: 'Keep it where the receiver runs, as an environment variable from a Secret.',
    fires:
      'spec: {analysis: {webhooks: [{name: load-test, url: "http://ci.test/", metadata: {cmd: x, token: abc123}}]}}',
    passes: 'spec: {analysis: {webhooks: [{name: load-test, url: "http://ci.test/", metadata: {cmd: x, team: shop}}]}}',
    check: ({ spec }) =>
      (spec.analysis.webhooks ?? []).flatMap(({ metadata = {} }, index) =>
        Object.entries(metadata).flatMap(([name, value]) => {
          const isSecret =
            (isSecretName(name) && value !== '') || /[Aa]uthorization: *(?:Bearer|Basic) +[\w+/=.-]{8}/.test(value);
          return when(
            isSecret,
            ['spec', 'analysis', 'webhooks', index, 'metadata', name],
            `${name} looks like a secret`,
          );
        }),
      ),
  }),
  ofCanary({
    code: 'FLG703',
    level: 'warning',
    title: 'A hook outside of the cluster without TLS',
    why: 'Who is on the way reads it, and may answer in its place: a gate opens that nobody opened.',
    fix: 'Call it by `https://`.',
    fires: hook('url: "http://gates.example.com/"'),
    passes: hook('url: "https://gates.example.com/"'),
    check: ({ spec }) =>
      (spec.analysis.webhooks ?? []).flatMap(({ url }, index) =>
        when(isPlain(url) && isOutside(url), ['spec', 'analysis', 'webhooks', index, 'url'], 'it goes over http'),
      ),
  }),
  ofCanary({
    code: 'FLG704',
    level: 'warning',
    title: 'A hook that takes any certificate',
    why: 'Who is on the way may answer in its place.',
    fix: 'Give the operator the authority, and take `disableTLS` away.',
    fires: hook('url: "https://ci.test/", disableTLS: true'),
    passes: hook('url: "https://ci.test/", disableTLS: false'),
    check: ({ spec }) =>
      (spec.analysis.webhooks ?? []).flatMap(({ disableTLS }, index) =>
        when(disableTLS === true, ['spec', 'analysis', 'webhooks', index, 'disableTLS'], 'any certificate is taken'),
      ),
  }),
  ofCanary({
    code: 'FLG705',
    level: 'info',
    title: 'A hook that runs a shell',
    why: 'Who may write Canaries runs any command with the rights of the load tester.',
    fix: 'Prefer `type: cmd`, and give the load tester no more rights than its tests need.',
    fires: 'spec: {analysis: {webhooks: [{name: load-test, url: "http://ci.test/", metadata: {type: bash, cmd: x}}]}}',
    passes: 'spec: {analysis: {webhooks: [{name: load-test, url: "http://ci.test/", metadata: {type: cmd, cmd: x}}]}}',
    check: ({ spec }) =>
      (spec.analysis.webhooks ?? []).flatMap(({ metadata }, index) =>
        when(
          metadata?.['type'] === 'bash',
          ['spec', 'analysis', 'webhooks', index, 'metadata', 'type'],
          'it runs any command',
        ),
      ),
  }),
  ofCanary({
    code: 'FLG706',
    level: 'error',
    title: 'A secret in the address of the metrics server',
    why: 'Everybody who may read Canaries, and everybody who sees the repository, has it.',
    fix: 'Use a MetricTemplate with a `secretRef`.',
    fires: 'spec: {metricsServer: "https://me:hunter2@prometheus.example.com"}',
    passes: 'spec: {metricsServer: "https://prometheus.example.com"}',
    check: ({ spec: { metricsServer = '' } }) => {
      const secret = secretIn(metricsServer);
      return when(secret !== undefined, ['spec', 'metricsServer'], `the address holds ${secret ?? ''}`);
    },
  }),
  ofKind('AlertProvider', {
    code: 'FLG707',
    level: 'warning',
    title: 'The address of a chat in clear',
    why: 'Whoever knows the address of an incoming webhook can write into the chat.',
    fix: 'Put it into a Secret under `address`, and write `secretRef`.',
    fires: chat('{type: slack, address: "https://hooks.slack.com/services/T0/B0/abc"}'),
    passes: chat('{type: slack, secretRef: {name: chat}}'),
    check: ({ object }) => when(isThere(object, ['spec', 'address']), ['spec', 'address'], 'it stands in the manifest'),
  }),
  ofKind('AlertProvider', {
    code: 'FLG708',
    level: 'warning',
    title: 'A chat outside of the cluster without TLS',
    why: 'Who is on the way reads the address and the alerts.',
    fix: 'Write `https://`.',
    fires: chat('{type: rocket, address: "http://chat.example.com/hooks/abc"}'),
    passes: chat('{type: rocket, address: "https://chat.example.com/hooks/abc"}'),
    check: ({ object }) => {
      const address = textAt(object, ['spec', 'address']);
      return when(isPlain(address) && isOutside(address), ['spec', 'address'], 'it goes over http');
    },
  }),
  ofKind('MetricTemplate', {
    code: 'FLG709',
    level: 'error',
    title: 'A secret in a MetricTemplate',
    why: 'Everybody who may read templates, and everybody who sees the repository, has it.',
    fix: 'Put it into a Secret, and write `secretRef`.',
    fires: template(
      '{type: prometheus, address: "http://prometheus:9090", headers: {Authorization: [Bearer abcdefgh]}}',
    ),
    passes: template('{type: prometheus, address: "http://prometheus:9090", headers: {X-Scope-OrgID: [shop]}}'),
    check: ({ object }) => {
      const headers = valueAt(object, ['spec', 'provider', 'headers']);
      const secret = secretIn(textAt(object, ['spec', 'provider', 'address']));
      return [
        ...Object.keys(isJsonObject(headers) ? headers : {})
          .filter((name) => isSecretName(name) || /^authorization$/i.test(name))
          .map((name) => ({ path: ['spec', 'provider', 'headers', name], says: `${name} stands in the manifest` })),
        ...when(secret !== undefined, ['spec', 'provider', 'address'], `the address holds ${secret ?? ''}`),
      ];
    },
  }),
  ofKind('MetricTemplate', {
    code: 'FLG710',
    level: 'warning',
    title: 'Keys that go over the wire in clear',
    why: 'The Secret is sent along without TLS, or to whoever shows any certificate.',
    fix: 'Write `https://`, and take `insecureSkipVerify` away.',
    fires: template('{type: prometheus, address: "http://prometheus.example.com", secretRef: {name: prometheus}}'),
    passes: template('{type: prometheus, address: "https://prometheus.example.com", secretRef: {name: prometheus}}'),
    check: ({ object }) => {
      const address = textAt(object, ['spec', 'provider', 'address']);
      const sends = isThere(object, ['spec', 'provider', 'secretRef']);
      const isBlind = valueAt(object, ['spec', 'provider', 'insecureSkipVerify']) === true;
      return [
        ...when(
          sends && isPlain(address) && isOutside(address),
          ['spec', 'provider', 'address'],
          'the Secret goes over http',
        ),
        ...when(isBlind, ['spec', 'provider', 'insecureSkipVerify'], 'any certificate is taken'),
      ];
    },
  }),
  ofCanary({
    code: 'FLG711',
    level: 'warning',
    title: 'A cookie that browsers drop, or that anybody reads',
    why: '`SameSite=None` and `Partitioned` need `Secure`: without it browsers take no such cookie, and users change between the versions.',
    fix: 'Write `secure: true`.',
    fires: 'spec: {analysis: {sessionAffinity: {cookieName: release, sameSite: None}}}',
    passes: 'spec: {analysis: {sessionAffinity: {cookieName: release, sameSite: None, secure: true}}}',
    check: ({ spec: { analysis } }) => {
      const { sameSite, partitioned, secure } = analysis.sessionAffinity ?? {};
      return when(
        (sameSite === 'None' || partitioned === true) && !secure,
        ['spec', 'analysis', 'sessionAffinity'],
        'browsers drop this cookie',
      );
    },
  }),
  ofCanary({
    code: 'FLG712',
    level: 'warning',
    title: 'Any origin, with credentials',
    why: 'Every web page may call the application in the name of the user who has it open.',
    fix: 'Name the origins.',
    fires: 'spec: {service: {corsPolicy: {allowOrigins: [{regex: ".*"}], allowCredentials: true}}}',
    passes:
      'spec: {service: {corsPolicy: {allowOrigins: [{exact: "https://shop.example.com"}], allowCredentials: true}}}',
    check: ({ spec: { service } }) => {
      const { allowCredentials, allowOrigins = [], allowOrigin = [] } = service.corsPolicy ?? {};
      const isAny = [...allowOrigin, ...allowOrigins.flatMap(({ exact, regex }) => [exact, regex])].some(
        (each) => each === '*' || each === '.*',
      );
      return when(
        allowCredentials === true && isAny,
        ['spec', 'service', 'corsPolicy', 'allowCredentials'],
        'any origin may send credentials',
      );
    },
  }),
];

const isThere = (object: object, path: Path): boolean => Boolean(valueAt(object, path));

function textAt(object: object, path: Path): string {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : '';
}
