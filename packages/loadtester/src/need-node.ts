const NEEDED = 24;

// The first import of the program, so that an older Node says one sentence before it meets anything it cannot run.
if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(`the load tester needs Node ${NEEDED} or newer, this is ${process.version}\n`);
  process.exit(1);
}
