import { thisMachine } from './machine.ts';
import { run } from './program.ts';

void run(process.argv.slice(2), thisMachine()).then((code) => {
  process.exitCode = code;
});
