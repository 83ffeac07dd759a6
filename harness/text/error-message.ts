import { isJsonObject } from '../../mocks/protocol/index.ts'

/** Members of error bodies that have the message, of common frameworks; the most specific first. */
const MESSAGES = ['detail', 'message', 'msg', 'description', 'error_description', 'error', 'errors', 'Errors', 'title']
const MAX_DEPTH = 3

/**
 * Returns what an error body says, quoted for a reader: `invalidValue: "expected a boolean"`; an empty string if it says
 * nothing. `shortened` shortens the message.
 */
export function errorWords(body: unknown, shortened: (message: string) => string): string {
  if (!isJsonObject(body)) return ''
  const { scimType } = body
  const message = errorMessage(body)
  return [typeof scimType === 'string' ? scimType : '', message === undefined ? '' : JSON.stringify(shortened(message))]
    .filter(Boolean)
    .join(': ')
}

/**
 * Returns the message of an error body: `detail` of a SCIM Error, or the message where other frameworks have it, such
 * as `{"detail":{"message":"unknown field"}}`; undefined if there is none.
 */
export function errorMessage(body: unknown, depth: number = MAX_DEPTH): string | undefined {
  if (typeof body === 'string') return body.trim() === '' ? undefined : body
  if (depth === 0) return undefined
  if (Array.isArray(body)) return errorMessage(body[0], depth - 1)
  if (!isJsonObject(body)) return undefined
  for (const name of MESSAGES) {
    const message = errorMessage(body[name], depth - 1)
    if (message !== undefined) return message
  }
  return undefined
}
