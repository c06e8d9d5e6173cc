import { stringify } from 'yaml';

/** How kubectl finds this server and who it is there, as the text of a kubeconfig. */
export function kubeconfig({
  url,
  token,
  certificate,
}: {
  readonly url: string;
  readonly token: string;
  readonly certificate: string;
}): string {
  const name = 'sandbox';
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      { name, cluster: { server: url, 'certificate-authority-data': Buffer.from(certificate).toString('base64') } },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}
