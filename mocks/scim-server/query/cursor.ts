import { createHmac, timingSafeEqual } from 'node:crypto'
import { badRequest } from '../wire/scim-error.ts'

/** The content of a cursor (RFC 9865): the start of the page in the results of one query. */
export interface CursorState {
  readonly offset: number
  /**
   * The id of the last resource before the page, to find the position again if earlier resources were deleted
   * meanwhile.
   */
  readonly after?: string
}

/**
 * Creates and reads cursors: signed, bound to a query and a subject, and short-lived. Their characters need no encoding
 * in a URL.
 */
export class CursorCodec {
  readonly #secret: string
  readonly #seconds: number

  constructor(secret: string, seconds: number) {
    this.#secret = secret
    this.#seconds = seconds
  }

  /** Creates a cursor; `scope` identifies the query and the subject. */
  encode({ offset, after }: CursorState, scope: string, now: Date): string {
    const payload = Buffer.from(JSON.stringify([offset, after ?? null, now.getTime()])).toString('base64url')
    return `${payload}.${this.#sign(payload, scope)}`
  }

  /** Reads a cursor. Throws a ScimError 400 `invalidCursor` or `expiredCursor` (RFC 9865 §2.1). */
  decode(cursor: string, scope: string, now: Date): CursorState {
    const [payload = '', signature = ''] = cursor.split('.')
    const expected = Buffer.from(this.#sign(payload, scope))
    const given = Buffer.from(signature)
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw badRequest('invalidCursor', 'the cursor does not belong to this query; start again with an empty cursor')
    const [offset, after, issued]: [number, string | null, number] = JSON.parse(
      Buffer.from(payload, 'base64url').toString(),
    )
    if (now.getTime() - issued > this.#seconds * 1000)
      throw badRequest(
        'expiredCursor',
        `the cursor has expired: it is valid for ${this.#seconds} seconds; start again with an empty cursor`,
      )
    return { offset, ...(after === null ? {} : { after }) }
  }

  #sign(payload: string, scope: string): string {
    return createHmac('sha256', this.#secret).update(`${payload}\n${scope}`).digest('base64url').slice(0, 27)
  }
}
