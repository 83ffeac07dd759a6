import type { CheckContext } from '../../harness/index.ts'
import { type EntraResponse, readTarget } from '../../mocks/entra/index.ts'
import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
} from '../../mocks/protocol/index.ts'

/** One operation as a check writes it; `patchUser` applies the letter case of the dialect. */
export interface Operation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path?: string
  readonly value?: JsonValue
}

type Endpoint = '/Users' | '/Groups'

/** Sends operations as the run's dialect writes them: `Add` in legacy, `add` in the flagged one. */
export function patchObject(
  { entra }: Pick<CheckContext, 'entra'>,
  endpoint: Endpoint,
  id: string,
  ...operations: readonly Operation[]
): Promise<EntraResponse> {
  return entra.client.patch(endpoint, id, {
    schemas: [PATCH_OP_MESSAGE],
    Operations: operations.map(({ op, ...rest }) => ({
      op: entra.dialect === 'legacy' ? op.charAt(0).toUpperCase() + op.slice(1) : op,
      ...rest,
    })),
  })
}

/** Sends operations to a user. */
export function patchUser(
  context: Pick<CheckContext, 'entra'>,
  id: string,
  ...operations: readonly Operation[]
): Promise<EntraResponse> {
  return patchObject(context, '/Users', id, ...operations)
}

/** Returns the id in the response to a create; skips the check if there is none. */
export function idOf({ skip }: Pick<CheckContext, 'skip'>, { body, status }: EntraResponse): string {
  const id = isJsonObject(body) ? body['id'] : undefined
  return typeof id === 'string' && id !== ''
    ? id
    : skip(`the created object was returned without a string id (${status})`, 'create.user.id')
}

/** Returns the value at a target attribute as the server returns it now. */
export async function shownAt({ entra }: CheckContext, id: string, target: string): Promise<JsonValue | undefined> {
  const shown = await entra.readBack(id)
  return shown === undefined ? undefined : readTarget(shown, target)
}

/** Returns the elements of a multi-valued attribute as the server returns them now. */
export async function elementsAt({ entra }: CheckContext, id: string, name: string): Promise<JsonObject[]> {
  const value = (await entra.readBack(id))?.[name]
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

/** Returns the id of the manager as the server returns it; another check judges its form. */
export async function managerOf({ entra }: CheckContext, id: string): Promise<JsonValue | undefined> {
  const extension = (await entra.readBack(id))?.[ENTERPRISE_USER_SCHEMA]
  const manager = isJsonObject(extension) ? extension['manager'] : undefined
  return isJsonObject(manager) ? manager['value'] : manager
}

/**
 * Returns whether a value is missing, null, an empty string or an empty list, which all mean no value (RFC 7643 §2.5).
 */
export function isUnassigned(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Compares two values as Entra does, without regard to letter case in strings. */
export function isSameForEntra(wanted: JsonValue | undefined, shown: JsonValue | undefined): boolean {
  if (typeof wanted === 'object' || typeof shown === 'object') return JSON.stringify(wanted) === JSON.stringify(shown)
  return String(wanted).toLowerCase() === String(shown).toLowerCase()
}
