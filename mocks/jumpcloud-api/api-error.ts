/** A refusal of the v1 API: `{ error, message }`, as measured against the live API. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** The rule that was broken, where it is one of the table. */
  readonly rule: string | undefined

  constructor(status: number, message: string, rule?: string) {
    super(message)
    this.status = status
    this.rule = rule
  }
}
