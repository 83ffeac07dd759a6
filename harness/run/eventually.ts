import { asViolation } from '../judge/violation.ts'
import type { RunEnvironment } from './environment.ts'

const PAUSE = 50

/** Tries until an attempt throws no AssertionError or the settle time is over; then the last violation is thrown. */
export async function eventually<Value>(
  attempt: () => Promise<Value>,
  settle: number,
  environment: RunEnvironment,
): Promise<Value> {
  const deadline = environment.monotonic() + settle
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (asViolation(error) === undefined || environment.monotonic() >= deadline) throw error
      await environment.wait(PAUSE)
    }
  }
}
