/** A reporter of jest: a skipped test fails the run, and the last line counts what passed and what did not. For CI. */
export default class NoSkipsReporter {
  onRunComplete(_contexts, results) {
    this.skipped = skippedIn(results);
    for (const name of this.skipped) process.stdout.write(`skipped, which fails in CI: ${name}\n`);
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites + this.skipped.length;
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`);
  }

  /** Whatever this returns makes jest end with exit code 1. */
  getLastError() {
    return this.skipped?.length > 0 ? new Error(`${this.skipped.length} skipped`) : undefined;
  }
}

/** The full names of tests that did not run, and the files none of whose tests did. */
function skippedIn({ testResults }) {
  return testResults.flatMap(({ testFilePath, skipped, testResults: tests }) => {
    const names = tests
      .filter(({ status }) => ['pending', 'todo', 'skipped', 'disabled'].includes(status))
      .map(({ fullName }) => fullName);
    return skipped && names.length === 0 ? [testFilePath] : names;
  });
}
