import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'
import type { Exchange } from '../../reports/index.ts'

/** Adds a suffix to the unique values of a recording, and removes it again. */
export interface UniqueSuffix {
  toTarget(text: string): string
  toRecorded(text: string): string
}

/** A suffix that changes nothing. */
export const noSuffix: UniqueSuffix = { toTarget: (text) => text, toRecorded: (text) => text }

/** Attributes whose values must differ between resources. */
const UNIQUE = /^(?:userName|externalId|emails(?:\[[^\]]*\])?(?:\.value)?)$/i

/** Creates a suffix for the values that the recording assigns to unique attributes, including names of groups. */
export function uniqueSuffix(exchanges: readonly Exchange[], suffix: string): UniqueSuffix {
  const values = new Set<string>()
  for (const { request } of exchanges) {
    if (!/^(?:POST|PUT|PATCH)$/.test(request.method) || request.body === undefined) continue
    const body = parseJson<JsonValue>(request.body)
    const isGroup = /\/Groups(?:\/|$)/.test(new URL(request.url).pathname)
    if (body !== undefined) collect(body, isGroup, values)
  }
  const added = (text: string): string => {
    const at = text.lastIndexOf('@')
    return at > 0 ? `${text.slice(0, at)}-${suffix}${text.slice(at)}` : `${text}-${suffix}`
  }
  return {
    toTarget: (text) => (values.has(text.toLowerCase()) ? added(text) : text),
    toRecorded: (text) => text.replaceAll(new RegExp(`-${RegExp.escape(suffix)}(?=@|$|[^\\w])`, 'gi'), ''),
  }
}

function collect(value: JsonValue, isGroup: boolean, values: Set<string>): void {
  if (!isJsonObject(value)) return
  const add = (name: string, given: JsonValue | undefined): void => {
    const isUnique =
      UNIQUE.test(name.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i, '')) ||
      (isGroup && /^displayName$/i.test(name))
    if (!isUnique) return
    for (const one of [given].flat())
      if (typeof one === 'string' && one !== '') values.add(one.toLowerCase())
      else if (isJsonObject(one) && typeof one['value'] === 'string') values.add(one['value'].toLowerCase())
  }
  for (const [name, given] of Object.entries(value)) add(name, given)
  const operations = value['Operations']
  for (const operation of Array.isArray(operations) ? operations : []) {
    if (!isJsonObject(operation)) continue
    const { path, value: given } = operation
    if (typeof path === 'string') add(path, given)
    else if (isJsonObject(given)) for (const [name, one] of Object.entries(given)) add(name, one)
    // A bulk request contains whole resources.
    if (isJsonObject(operation['data'])) collect(operation['data'], /Groups/.test(String(path)), values)
  }
}
