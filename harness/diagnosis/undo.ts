import { isJsonObject, type JsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { parsePath, printPath } from './attribute-path.ts'
import type { Effect } from './effect.ts'
import type { LostValue } from './judge-effect.ts'
import { bodyOf, operationsOf, withBody } from './request-parts.ts'

/** The requests that restore a resource before a PATCH is sent again. */
export interface Undoing {
  /** Values that an earlier attempt removed wrongly. */
  readonly lost: readonly LostValue[]
  /** The effects that the resource already has. */
  readonly effects: readonly Effect[]
}

/** Creates the PATCHes to the same URL that restore a resource; each is undefined if there is nothing to do. */
export function undoing(
  request: HttpRequest,
  { lost, effects }: Undoing,
): { readonly lost?: HttpRequest; readonly effects?: HttpRequest } {
  if (request.method !== 'PATCH') return {}
  const isCapitalized = /^[A-Z]/.test(String(operationsOf(bodyOf(request))?.[0]?.['op'] ?? ''))
  const spell = (op: string): string => (isCapitalized ? `${op.charAt(0).toUpperCase()}${op.slice(1)}` : op)
  const patch = (operations: readonly JsonObject[]): HttpRequest =>
    withBody(request, { schemas: [PATCH_OP_MESSAGE], Operations: [...operations] })
  const additions = lost.map(({ path, value }) => ({ op: spell('add'), path, value: [plainElement(value)] }))
  const inverses = effects.flatMap((effect) => inverseOf(effect, spell))
  return {
    ...(additions.length === 0 ? {} : { lost: patch(additions) }),
    ...(inverses.length === 0 ? {} : { effects: patch(inverses) }),
  }
}

/** Returns the operation that undoes an effect: an added value is removed by a value path, a removed one is added. */
function inverseOf({ path, relation, wanted }: Effect, spell: (op: string) => string): readonly JsonObject[] {
  const at = parsePath(path)
  if (at?.attribute === undefined) return []
  if (relation === 'excludes') return [{ op: spell('add'), path, value: [asElement(wanted ?? null)] }]
  if (relation === 'empty' && at.filter?.attribute === 'value' && at.sub === undefined) {
    const { filter, ...plain } = at
    return [{ op: spell('add'), path: printPath(plain), value: [{ [filter.attribute]: filter.value }] }]
  }
  const element = asElement(wanted ?? null)
  if (relation !== 'includes' || !isJsonObject(element)) return []
  const value = element['value']
  if (typeof value !== 'string') return []
  const filter = { attribute: 'value', operator: 'eq', literal: JSON.stringify(value), value }
  return [{ op: spell('remove'), path: printPath({ ...at, filter }) }]
}

function asElement(value: JsonValue): JsonValue {
  return isJsonObject(value) ? value : { value }
}

/** Returns an element of a list without the sub-attributes that the server adds. */
function plainElement(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== '$ref' && name !== 'display'))
}
