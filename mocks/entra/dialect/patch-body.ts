import {
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  type PatchOperation,
  type PatchRequest,
} from '../../protocol/index.ts'
import type { AttributeChange } from './changes.ts'
import type { Dialect } from './dialect.ts'

/** The part of a change that is sent. */
export type PatchChange = Pick<AttributeChange, 'op' | 'target' | 'value'>

/** Writes the changes of one object as the body of a PATCH. */
export function patchBody(changes: readonly PatchChange[], dialect: Dialect): PatchRequest {
  return message(dialect === 'legacy' ? changes.map(legacyOperation) : flaggedOperations(changes))
}

/** Writes a PATCH that adds members to a group; Entra adds one member per request. */
export function addMembersBody(ids: readonly string[], dialect: Dialect): PatchRequest {
  return message([
    { op: dialect === 'legacy' ? 'Add' : 'add', path: 'members', value: ids.map((value) => ({ value })) },
  ])
}

/** Writes the removal of members: by a value array in legacy, by a filter in the flagged dialect. */
export function removeMembersBody(ids: readonly string[], dialect: Dialect): PatchRequest {
  if (dialect === 'legacy') return message([{ op: 'Remove', path: 'members', value: ids.map((value) => ({ value })) }])
  return message(ids.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })))
}

/** Writes the removal of the manager (legacy form inferred, flagged form observed in scim-patch issue 453). */
export function removeManagerBody(target: string, managerId: string, dialect: Dialect): PatchRequest {
  if (dialect === 'legacy') return message([{ op: 'Remove', path: target, value: [{ value: managerId }] }])
  return message([{ op: 'remove', path: `${target}[value eq "${managerId}"]` }])
}

function message(operations: PatchOperation[]): PatchRequest {
  return { schemas: [PATCH_OP_MESSAGE], Operations: operations }
}

function legacyOperation({ op, target, value }: PatchChange): PatchOperation {
  return { op: op === 'add' ? 'Add' : 'Replace', path: target, value: asLegacyValue(value) }
}

function asLegacyValue(value: JsonValue): JsonValue {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : value
}

/**
 * Returns the operations of the flagged dialect: each filtered path has its own operation; several plain changes of the
 * same kind are merged into one operation without a path.
 */
function flaggedOperations(changes: readonly PatchChange[]): PatchOperation[] {
  const filtered = changes.filter(({ target }) => target.includes('['))
  const plain = changes.filter(({ target }) => !target.includes('['))
  const collapsed = (['add', 'replace'] as const).flatMap((op): PatchOperation[] => {
    const same = plain.filter((change) => change.op === op)
    const [only] = same
    if (only === undefined) return []
    if (same.length === 1) return [{ op, path: only.target, value: only.value }]
    const value: JsonObject = Object.fromEntries(same.map((change) => [change.target, change.value]))
    return [{ op, value }]
  })
  return [...filtered.map(({ op, target, value }) => ({ op, path: target, value })), ...collapsed]
}
