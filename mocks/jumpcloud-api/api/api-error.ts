/** One thing that a body has wrong. */
export interface Violation {
  /** The rule of the validation table that is broken. */
  readonly rule: string
  /** The member of the body, `addresses.0.locality`. */
  readonly field: string
  readonly message: string
}

/** A refusal, for the person who sent the request. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly violations: readonly Violation[]

  /** Takes the status, the message that is answered, and what the body has wrong. */
  constructor(status: number, message: string, violations: readonly Violation[] = []) {
    super(message)
    this.status = status
    this.violations = violations
  }

  /** The first rule that was broken, where it is one of the table. */
  get rule(): string | undefined {
    return this.violations[0]?.rule
  }
}

/** A missing key is answered with a redirect to the login page, as the live API does. */
export class LoginRedirect extends Error {
  override readonly name = 'LoginRedirect'
}
