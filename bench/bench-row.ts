/** One measured number, with its bound if it has one. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The condition as it is printed, such as `>= 0.2`. */
  readonly bound?: string
  readonly holds?: boolean
  /**
   * The heading of docs/performance.md that explains why the bound is not met; an explained miss does not fail the
   * bench.
   */
  readonly explained?: string
}

/** The settings of one bench. */
export interface BenchOptions {
  /** Measures as little as possible, only to show that the bench runs; its numbers mean nothing. */
  readonly quick: boolean
}

/** Rounds a measured number to hundredths. */
export const round2 = (number: number): number => Math.round(number * 100) / 100
