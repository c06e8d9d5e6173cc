// Git over smart HTTP on loopback, for Flux to read from: node git-server.mjs ROOT PORT
// http://127.0.0.1:PORT/<name>.git is ROOT/<name>.git (bare; with http.receivepack=true for pushes), by git's own http-backend.
import { Buffer } from 'node:buffer';
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [root, port] = process.argv.slice(2);
const backend = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');

/** The variables of CGI that say what is asked. */
function asked({ method, headers }, { pathname, search }) {
  return {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    REMOTE_ADDR: '127.0.0.1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: method,
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: headers['content-length'] ?? '',
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: headers['git-protocol'] ?? '',
  };
}

function git(request, response, url) {
  const cgi = spawn(backend, { stdio: ['pipe', 'pipe', 'inherit'], env: asked(request, url) });
  cgi.stdin.on('error', () => {});
  request.pipe(cgi.stdin);
  let head = Buffer.alloc(0);
  cgi.stdout.on('data', function begin(chunk) {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) {
      return;
    }
    cgi.stdout.off('data', begin);
    for (const line of head.subarray(0, end).toString().split('\r\n')) {
      const [name, value] = [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()];
      if (name.toLowerCase() === 'status') {
        response.statusCode = parseInt(value, 10);
      } else {
        response.setHeader(name, value);
      }
    }
    response.write(head.subarray(end + 4));
    cgi.stdout.pipe(response);
  });
  cgi.on('close', () => response.end());
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (/^\/[^/]+\.git\//.test(url.pathname)) {
    git(request, response, url);
  } else {
    response.writeHead(404).end();
  }
}).listen(Number(port), '127.0.0.1');
