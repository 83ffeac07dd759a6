/** The cause of an expected error: the caller made a mistake, the target cannot be tested, or a signal came. */
type ExpectedErrorKind = 'usage' | 'untestable' | 'interrupted'

/** An error whose message is all that a user needs: the command line prints it as one line, and the kind decides the exit code. */
export class ExpectedError extends Error {
  readonly kind: ExpectedErrorKind

  constructor(message: string, kind: ExpectedErrorKind, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}
