/** So many turns back what was read is wanted still, however the status moved. */
const FEW = 8;
/** What was not read for so many turns is not wanted, also where the status rests. */
const MANY = 100;

interface Course {
  turn: number;
  /** What the status was when it last moved, and the turn in which that was. */
  status: string;
  movedIn: number;
}

/**
 * How many turns each canary has taken: what it has not read for the last few of them, nor since its status moved, it
 * wants no more. A canary reads some things only in some steps, so one turn alone does not say what it wants.
 */
export class Turns {
  private readonly courses = new Map<string, Course>();

  /** The turn that a canary is in. */
  of(canary: string): number {
    return this.courses.get(canary)?.turn ?? 0;
  }

  /** A turn ends, with this status; gives the oldest turn whose reads still count. */
  end(canary: string, status: string): number {
    const course = this.courses.get(canary) ?? { turn: 0, status, movedIn: 0 };
    if (course.status !== status) {
      course.status = status;
      course.movedIn = course.turn;
    }
    course.turn += 1;
    this.courses.set(canary, course);
    return Math.max(course.turn - MANY, Math.min(course.turn - FEW, course.movedIn));
  }

  forget(canary: string): void {
    this.courses.delete(canary);
  }

  keepOnly(isThere: (canary: string) => boolean): void {
    for (const canary of this.courses.keys()) {
      if (!isThere(canary)) {
        this.courses.delete(canary);
      }
    }
  }
}
