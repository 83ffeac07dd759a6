import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Expectation, ExpectedMember } from '../../reports/index.ts'
import { type Effect, effectsOfBody, effectsOfPatch, missingEffects } from '../diagnosis/index.ts'
import type { Finding } from '../judge/judge-check.ts'
import type { RecordedRequest } from '../record/recorder.ts'
import { segmentOf } from '../scim/locate.ts'

/**
 * Returns the effects that the decisive write of a finding should have had and did not have: members that the read
 * after it, or its own response, does not contain. Undefined if everything that was sent is returned, or if the
 * finding is about something else. Never throws.
 */
export function expectedEffect(
  { violations }: Finding,
  decisive: RecordedRequest,
  later: readonly RecordedRequest[],
): Expectation | undefined {
  const { request, response } = decisive
  if (response === undefined || response.status < 200 || response.status >= 300) return undefined
  const effects = effectsOf(request.method, parseJson<JsonValue>(request.body ?? ''))
  if (effects.length === 0) return undefined
  const read = later.find((one) => one.request.method === 'GET' && isReadOf(one, decisive))
  const shown = parseJson<JsonValue>((read?.response ?? response).body)
  if (!isJsonObject(shown) || (read !== undefined && read.status !== 200)) return undefined
  const spoken = violations
    .map(({ message, expected = '' }) => `${message} ${expected}`)
    .join(' ')
    .toLowerCase()
  const members = missingEffects(effects, shown)
    .filter(({ path }) => spoken.includes(lastName(path)))
    .flatMap(asMember)
  const isPlain = members.every(({ path, values }) => !/phone|fax/i.test(path) && values.every(isComparable))
  return members.length === 0 || !isPlain ? undefined : { members, shownBy: read === undefined ? 'answer' : 'read' }
}

function effectsOf(method: string, body: JsonValue | undefined): readonly Effect[] {
  if (!isJsonObject(body)) return []
  if (method === 'PATCH') return effectsOfPatch(body)
  return method === 'POST' || method === 'PUT' ? effectsOfBody(body as JsonObject) : []
}

function isReadOf({ request }: RecordedRequest, { request: write, response }: RecordedRequest): boolean {
  const body = parseJson<JsonValue>(response?.body ?? '')
  const id = isJsonObject(body) ? body['id'] : undefined
  const path = withoutQuery(write.url)
  const own = write.method === 'POST' ? `${path}/${segmentOf(String(id))}` : path
  return request.url === own
}

const withoutQuery = (url: string): string => url.split('?')[0] ?? url

const lastName = (path: string): string => (/[\w$]+$/.exec(path.replace(/\[.*\]/, ''))?.[0] ?? path).toLowerCase()

/**
 * Converts an effect to a form that a program without a SCIM library can verify; none if its value is more than an
 * identified element.
 */
function asMember({ path, relation, wanted }: Effect): readonly ExpectedMember[] {
  if (relation === 'empty') return [{ path, relation, values: [] }]
  const values = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => scalarOf(one))
  return values.every((value) => value !== undefined) ? [{ path, relation, values }] : []
}

function scalarOf(value: JsonValue | undefined): string | number | boolean | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return isJsonObject(value) && isJsonObject(value['value']) === false ? scalarOf(value['value']) : undefined
}

/**
 * Returns whether every program compares a value in the same way: values that a server may format differently, such as
 * times, prove nothing.
 */
function isComparable(value: string | number | boolean): boolean {
  return typeof value !== 'string' || (/^[ !#-[\]-~]+$/.test(value) && !/^\d{4}-\d\d-\d\dT/.test(value))
}
