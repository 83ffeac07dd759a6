/** A value that must be unique and is taken. */
export class DuplicateValue extends Error {
  override readonly name = 'DuplicateValue'
  /** `username`, `email`, `employeeIdentifier`. */
  readonly field: string

  constructor(field: string) {
    super(`another user has this ${field}`)
    this.field = field
  }
}
