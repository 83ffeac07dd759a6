/** A check cannot start because something it stands on failed. Not a finding of its own. */
export class Skipped extends Error {
  override readonly name = 'Skipped'
  /** What all skips of the same origin share. */
  readonly rootCause: string

  constructor(reason: string, rootCause: string) {
    super(reason)
    this.rootCause = rootCause
  }
}

/** A check does not speak of this target, because it does not offer what the check is about. */
export class Inapplicable extends Error {
  override readonly name = 'Inapplicable'
}
