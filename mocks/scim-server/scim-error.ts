import type { ScimType } from '../protocol/index.ts'

/** Additional members of an error. */
export interface ScimErrorOptions extends ErrorOptions {
  readonly scimType?: ScimType | undefined
  /** Header fields of the answer, e.g. `WWW-Authenticate` with 401. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that is refused: becomes an error message (RFC 7644 §3.12). A store throws it too, and the answer carries it. */
export class ScimError extends Error {
  override readonly name = 'ScimError'
  readonly status: number
  readonly scimType: ScimType | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, detail: string, options: ScimErrorOptions = {}) {
    super(detail, options)
    this.status = status
    this.scimType = options.scimType
    this.headers = options.headers ?? {}
  }
}

/** Makes the 400 of a keyword of RFC 7644 §3.12 table 9. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType })
}
