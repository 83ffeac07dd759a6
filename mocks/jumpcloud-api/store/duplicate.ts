/** A value that must be unique and is in use. */
export class DuplicateValue extends Error {
  override readonly name = 'DuplicateValue'
  /** The field: `username`, `email` or `employeeIdentifier`. */
  readonly field: string

  constructor(field: string) {
    super(`another user has this ${field}`)
    this.field = field
  }
}
