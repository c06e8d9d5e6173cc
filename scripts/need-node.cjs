// Ends with one sentence where Node is too old to run the sources. Written for any Node, so that the old ones can
// read it.
var needed = 24;
var found = process.versions.node;
if (Number(found.split('.')[0]) < needed) {
  process.stderr.write(
    'Node '
      + needed
      + ' or later is needed, and this is '
      + found
      + ': on Linux `npm install` brings it, elsewhere install it from https://nodejs.org.\n',
  );
  process.exit(1);
}
