/** The wake of the queue, which is made after those who wake. */
export class Wakes {
  wake: (key: string) => void = () => undefined;
}
