/** The cause of an expected error: the caller made a mistake, or the target cannot be tested. */
type ExpectedErrorKind = 'usage' | 'untestable'

/** An error whose message is all that a user needs: the command line prints it as one line, and the kind decides the exit code. */
export class ExpectedError extends Error {
  readonly kind: ExpectedErrorKind

  constructor(message: string, kind: ExpectedErrorKind, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
