import { stringify } from 'yaml';
import { VERSION } from '../version.ts';

/** The archives that a release holds: one file for all systems, which needs Node 24 there. */
const SYSTEMS = ['linux', 'darwin'] as const;
const HOMEPAGE = 'https://github.com/fluxcd/flagger';

/** The manifest of Krew; a release fills in where its archive is, and the checksum of that. */
export function krewManifest(sha256 = '0'.repeat(64)): string {
  const manifest = {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'flagger' },
    spec: {
      version: `v${VERSION}`,
      homepage: HOMEPAGE,
      shortDescription: 'See, act on, lint and replay canaries of Flagger',
      description: `Says why a canary waits, asks its operator to promote or to roll back, waits for it in CI,
lints its manifests and replays its checks against the past.
`,
      caveats: `It needs Node 24 on the PATH. For completion:
  kubectl flagger completion kubectl > /usr/local/bin/kubectl_complete-flagger
  chmod +x /usr/local/bin/kubectl_complete-flagger
`,
      platforms: SYSTEMS.map((os) => ({
        selector: { matchLabels: { os } },
        uri: `${HOMEPAGE}/releases/download/kubectl-flagger-v${VERSION}/kubectl-flagger.tar.gz`,
        sha256,
        files: [
          { from: 'kubectl-flagger', to: '.' },
          { from: 'package.json', to: '.' },
          { from: 'LICENSE', to: '.' },
        ],
        bin: 'kubectl-flagger',
      })),
    },
  };
  return `# Written by \`npm run man\`. None is published yet: a release fills in homepage, uri and sha256.\n${stringify(manifest)}`;
}
