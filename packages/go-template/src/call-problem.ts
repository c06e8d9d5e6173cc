/** Why a function has no result; whoever calls it adds its name and where it stands. */
export class CallProblem extends Error {
  override readonly name = 'CallProblem';
}
