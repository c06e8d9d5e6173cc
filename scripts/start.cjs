// What `npm start` does first: installs what is missing, builds the operator, and goes on in a Node that is new enough.
// Written for any Node and with nothing installed, since it runs before there is anything else.
var childProcess = require('child_process');
var fs = require('fs');
var path = require('path');

var root = path.resolve(__dirname, '..');
var modules = path.join(root, 'node_modules');
var brought = path.join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
var story = path.join(root, 'packages/sandbox/src/story/main.ts');

if (isInstallationOld()) {
  say('Installing what is missing (npm ci)…');
  run(npm(), ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
var node = fs.existsSync(brought) ? brought : process.execPath;
run(node, [path.join(root, 'scripts/need-node.cjs')]);
run(npm(), ['run', '--silent', 'build', '-w', 'packages/operator']);
go(node, ['--experimental-transform-types', '--no-warnings', story].concat(process.argv.slice(2)));

/** Whether something that everybody needs is missing or of another version than the lock file says. */
function isInstallationOld() {
  var installed = path.join(modules, '.package-lock.json');
  if (!fs.existsSync(installed)) return true;
  var there = packagesOf(installed);
  var wanted = packagesOf(path.join(root, 'package-lock.json'));
  return Object.keys(wanted).some(function (name) {
    var each = wanted[name];
    if (name.indexOf('node_modules/') !== 0 || each.optional || each.link) return false;
    return !there[name] || there[name].version !== each.version;
  });
}

function packagesOf(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages || {};
}

function npm() {
  return process.platform === 'win32' ? 'npm.cmd' : 'npm';
}

function run(command, args) {
  var ended = childProcess.spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: environment(),
  });
  if (ended.status !== 0) {
    if (ended.error) say(ended.error.message);
    process.exit(ended.status || 1);
  }
}

/** The story itself. A Ctrl-C reaches it by the terminal; another signal is handed on; its exit code is ours. */
function go(command, args) {
  var child = childProcess.spawn(command, args, { cwd: root, stdio: 'inherit', env: environment() });
  process.on('SIGINT', function () {});
  process.on('SIGTERM', function () {
    child.kill('SIGTERM');
  });
  child.on('exit', function (code, signal) {
    process.exit(signal ? 1 : code);
  });
}

/** npm scripts find the Node that was brought, and are spared npm's own remarks. */
function environment() {
  var own = Object.assign({}, process.env);
  own.PATH = path.join(modules, '.bin') + path.delimiter + (own.PATH || '');
  own.npm_config_loglevel = 'error';
  return own;
}

function say(text) {
  process.stderr.write(text + '\n');
}
