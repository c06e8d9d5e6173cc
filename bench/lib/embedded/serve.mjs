// An API server in memory with workloads that only say that they are ready, for as many canaries as a machine holds: a process of
// its own, which prints its kubeconfig and certificate as one line of JSON and writes an audit log as Kubernetes' does.
//   node --experimental-transform-types serve.mjs <port> <audit log> <crd.yaml> <ms until pods are ready>
import { createWriteStream, readFileSync } from 'node:fs';
import { startApiServer } from '@flagger/api-server';
import { parseAllDocuments } from 'yaml';
import { Kube, OPERATOR_TOKEN } from '../cluster.mjs';
import { auditLine, isWatch } from './audit.mjs';
import { playWorkloads } from './workloads.mjs';

const [port, auditLog, crds, readyMs] = process.argv.slice(2);
const audit = createWriteStream(auditLog, { flags: 'w' });
const log = { debug() {}, info() {}, warn: console.error, error: console.error };

const server = await startApiServer({
  port: Number(port),
  token: OPERATOR_TOKEN,
  crds: parseAllDocuments(readFileSync(crds, 'utf8')).flatMap((each) => each.toJS() ?? []),
  log,
  // a watch that is cut while hundreds roll out goes on where it was; ten thousand objects of each kind would not fit twice
  remembered: 5000,
  heard: (request, response) => {
    const receivedAt = Date.now();
    const tell = () => audit.write(auditLine(request, { receivedAt, code: response.statusCode }));
    // a watch counts when it starts
    if (isWatch(request.url)) {
      tell();
    } else {
      response.once('finish', tell);
    }
  },
});
const kube = new Kube({ server: server.url, ca: server.certificate, token: server.token, sockets: 8 });
await playWorkloads(kube, Number(readyMs));
console.log(JSON.stringify({ url: server.url, ...server.identity }));
// whoever started it is gone
process.stdin.resume().once('end', () => process.exit());
