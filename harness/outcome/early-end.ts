/** Thrown if a check cannot start because a prerequisite failed. It is not another finding. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
  /** The identifier that all skips of the same origin share. */
  readonly rootCause: string

  constructor(reason: string, rootCause: string) {
    super(reason)
    this.rootCause = rootCause
  }
}

/** Thrown if a check does not apply to this target, because the target does not offer the feature. */
export class Inapplicable extends Error {
  override readonly name = 'Inapplicable'
}
