import type { ScimType } from '../../protocol/index.ts'

/** Additional members of an error. */
export interface ScimErrorOptions extends ErrorOptions {
  readonly scimType?: ScimType | undefined
  /** Header fields of the response, for example `WWW-Authenticate` with 401. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The rejection of a request: becomes an error message (RFC 7644 §3.12). A store may throw it too. */
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

/** Creates the 400 error of a keyword of RFC 7644 §3.12 table 9. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, detail, { scimType })
}
