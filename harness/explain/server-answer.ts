import { STATUS_CODES } from 'node:http'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'

/** The response of a server, as quoted in the reason of a log entry. */
export interface QuotedAnswer {
  /** The status; absent if the reason contains none. */
  readonly status?: number
  /** The quoted response; the whole reason if it quotes none. */
  readonly text: string
}

const NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries(STATUS_CODES).map(([status, name = '']) => [
    name.replaceAll(/[^A-Za-z]/g, '').toLowerCase(),
    Number(status),
  ]),
)

/** Finds status and body in a reason such as `StatusCode: BadRequest Message: … Web Response: {…}. This operation was retried 0 times.` */
export function answerIn(reason: string): QuotedAnswer {
  const plain = reason.replace(/\s*This operation was retried \d+ times\..*$/s, '').trim()
  const status = statusIn(plain)
  const [, quoted] = /\b(?:Web ?)?Response:\s*(.*)$/is.exec(plain) ?? []
  const text = quoted === undefined || quoted.trim() === '' || quoted.trim() === '.' ? plain : bodyText(quoted.trim())
  return { ...(status === undefined ? {} : { status }), text }
}

function statusIn(text: string): number | undefined {
  const [, named = ''] = /\bStatus ?Code:?\s*"?([A-Za-z]+|\d{3})\b/i.exec(text) ?? []
  const [, spoken = ''] = /\bHTTP\/(\d{3})\b/.exec(text) ?? []
  const number = /^\d{3}$/.test(named) ? Number(named) : NAMES.get(named.toLowerCase())
  return number ?? (spoken === '' ? undefined : Number(spoken))
}

/** Returns the `detail` of a SCIM error, with its scimType; otherwise the body unchanged. */
function bodyText(quoted: string): string {
  const body = parseJson<JsonValue>(quoted.replace(/\.$/, ''))
  if (!isJsonObject(body)) return quoted.replace(/\.$/, '')
  const word = (name: string): string => {
    const value = body[name]
    return typeof value === 'string' ? value : ''
  }
  const said = [word('scimType'), word('detail') || word('message') || word('error')].filter(Boolean).join(': ')
  return said === '' ? quoted.replace(/\.$/, '') : said
}
