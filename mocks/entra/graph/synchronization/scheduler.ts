import type { CycleRecord } from '../../index.ts'
import type { GraphClock } from './graph-clock.ts'
import type { SynchronizationJob } from './synchronization-job.ts'

/** The longest delay of a timer. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Runs cycles when they are due: by the clock, or when time is advanced. */
export class Scheduler {
  readonly #jobs: () => Iterable<SynchronizationJob>
  readonly #clock: GraphClock
  #timer: NodeJS.Timeout | undefined
  #isOpen = true
  #advancing: Promise<unknown> = Promise.resolve()

  constructor(clock: GraphClock, jobs: () => Iterable<SynchronizationJob>) {
    this.#clock = clock
    this.#jobs = jobs
  }

  /** Checks the clock again, after a job was started or its next cycle got another date. */
  wake(): void {
    clearTimeout(this.#timer)
    const due = this.#nextDue()
    if (!this.#isOpen || due === undefined) return
    const wait = Math.min(Math.max(0, due - this.#clock.now().getTime()), LONGEST_TIMER)
    this.#timer = setTimeout(() => void this.#runDue(), wait)
  }

  /** Advances time, cycle by cycle, and resolves to the cycles that ended meanwhile. Advances run one after another. */
  advance(milliseconds: number): Promise<CycleRecord[]> {
    const advanced = this.#advancing.then(() => this.#advance(milliseconds))
    this.#advancing = advanced.catch(() => undefined)
    return advanced
  }

  close(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
  }

  async #advance(milliseconds: number): Promise<CycleRecord[]> {
    const target = this.#clock.now().getTime() + milliseconds
    const cycles: CycleRecord[] = []
    while (this.#isOpen) {
      clearTimeout(this.#timer)
      cycles.push(...(await this.#running()))
      const due = this.#nextDue()
      if (due === undefined || due > target) break
      this.#clock.skip(due - this.#clock.now().getTime())
      cycles.push(...(await this.#runDue()))
    }
    this.#clock.skip(target - this.#clock.now().getTime())
    this.wake()
    return cycles
  }

  /** Waits for the cycles that are under way. */
  async #running(): Promise<CycleRecord[]> {
    const ended = await Promise.all([...this.#jobs()].map(({ running }) => running))
    return ended.filter((cycle) => cycle !== undefined)
  }

  async #runDue(): Promise<CycleRecord[]> {
    const now = this.#clock.now().getTime()
    const due = [...this.#jobs()].filter(({ dueAt }) => dueAt !== undefined && dueAt <= now)
    const ended = await Promise.all(due.map((job) => job.run()))
    this.wake()
    return ended.filter((cycle) => cycle !== undefined)
  }

  #nextDue(): number | undefined {
    const dates = [...this.#jobs()].map(({ dueAt }) => dueAt).filter((date) => date !== undefined)
    return dates.length === 0 ? undefined : Math.min(...dates)
  }
}
