/** One measured number, with the bound it is held to where there is one. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** In words, such as `>= 0.2`. */
  readonly bound?: string
  readonly holds?: boolean
}
