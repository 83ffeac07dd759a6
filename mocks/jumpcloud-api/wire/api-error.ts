/** One error in a body. */
export interface Violation {
  /** The rule of the validation table that is broken. */
  readonly rule: string
  /** The path of the member in the body, such as `addresses.0.locality`. */
  readonly field: string
  readonly message: string
}

/** An error response to the client. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly violations: readonly Violation[]

  /** Creates an error with a status, a message, and the violations of the body. */
  constructor(status: number, message: string, violations: readonly Violation[] = []) {
    super(message)
    this.status = status
    this.violations = violations
  }

  /** The first violated rule, if it is in the table. */
  get rule(): string | undefined {
    return this.violations[0]?.rule
  }
}

/** A key is missing; the response is a redirect to the login page, as in the live API. */
export class LoginRedirect extends Error {
  override readonly name = 'LoginRedirect'
}
