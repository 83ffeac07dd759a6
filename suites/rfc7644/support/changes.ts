import type { CheckContext, RequestOptions, ScimResponse } from '../../../harness/index.ts'
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  type PatchOperation,
  type ScimResource,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import { type CreatedResource, isAssigned, read, requireDeclared } from '../../support/index.ts'

/** Sends operations and asserts that they succeed; 200 and 204 are judged over all exchanges. */
export async function patched(
  { scim, expect }: CheckContext,
  resource: ScimResource,
  operations: readonly PatchOperation[],
  options: RequestOptions = {},
): Promise<ScimResponse> {
  const response = await scim.patch(resource, operations, options)
  expect(response).to.be.success()
  return response
}

/**
 * Asserts that `meta.created` is not the value that a request sent, which is in 2001. Another check judges a server
 * that renews it with each change.
 */
export function expectCreatedNotWritten({ expect }: CheckContext, { meta }: ScimResource): void {
  if (isAssigned(meta?.created)) expect(meta?.created, 'meta.created').to.not.match(/^2001-/)
}

/** Wraps operations, which may be malformed, in a PatchOp message. */
export const patchOf = (...operations: readonly JsonValue[]): JsonObject => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: [...operations],
})

/**
 * Returns the content of a resource without `meta`, in normal form: without unassigned members and regardless of the
 * order of elements.
 */
function contentOf(resource: ScimResource): JsonObject {
  const { meta: _meta, ...content } = resource
  return Object.fromEntries(
    Object.entries(content).flatMap(([name, value]) => (isAssigned(value) ? [[name, normalised(value ?? null)]] : [])),
  )
}

function normalised(value: JsonValue): JsonValue {
  if (Array.isArray(value))
    return value.map(normalised).sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).flatMap(([name, part]): [string, JsonValue][] =>
    part !== undefined && isAssigned(part) ? [[name, normalised(part)]] : [],
  )
  return Object.fromEntries(members.sort(([a], [b]) => a.localeCompare(b)))
}

/** Names the members in which two resources differ, `title: "a" → "b"`; `meta` does not count. */
export function differences(before: ScimResource, after: ScimResource): string[] {
  const [old, now] = [contentOf(before), contentOf(after)]
  const show = (value: JsonValue | undefined): string => JSON.stringify(value) ?? 'none'
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((name) => show(old[name]) !== show(now[name]))
    .map((name) => `${name}: ${show(old[name])} → ${show(now[name])}`)
}

/** Asserts that the content of a resource is unchanged since it was read. */
export async function expectUnchanged(
  context: CheckContext,
  before: CreatedResource,
  after = 'the request',
): Promise<void> {
  context
    .expect(
      differences(before, await read(context, before)),
      `values that ${after} changed, although it must change nothing`,
    )
    .to.deep.equal([])
}

/**
 * How to judge an invalid request that is answered with success but has no effect: as a breach by the server, or as
 * leniency towards the client.
 */
export type IfAccepted = 'breach' | 'lenient'

/**
 * Sends a body that no PATCH can apply. 400 is correct, another 4xx gets a warning; in any case the resource, which the
 * caller has read before, must not change. Throws AssertionError.
 */
export async function sendInvalid(
  context: CheckContext,
  before: CreatedResource,
  body: JsonValue,
  ifAccepted: IfAccepted,
): Promise<ScimResponse> {
  const { scim, expect, warn } = context
  const response = await scim.patch(before, body)
  const sent = JSON.stringify(isJsonObject(body) ? (body['Operations'] ?? body) : body)
  await expectUnchanged(context, before, `the PATCH with ${sent}`)
  if (response.isSuccess && ifAccepted === 'lenient') warn(`a PATCH with ${sent} is accepted: ${response.describe()}`)
  else expect(response, `the response to a PATCH with ${sent}`).to.be.refused({ notImplemented: true })
  if (!response.isSuccess && response.status !== 400) warn(`RFC 7644 suggests 400: ${response.describe()}`)
  return response
}

const TEXTS = ['displayName', 'nickName', 'title'] as const

/**
 * Returns the names of string attributes of a User that the target declares as writable and stores, optional ones first. Ends the
 * check if there are too few.
 */
export function plainStrings(context: CheckContext, count: number): string[] {
  requireDeclared(context, USER_SCHEMA)
  const declared = TEXTS.filter((name) => context.target.isStored(name)).flatMap(
    (name) => context.target.attribute(USER_SCHEMA, name) ?? [],
  )
  const writable = declared.filter(({ mutability = 'readWrite' }) => mutability === 'readWrite')
  if (writable.length < count)
    context.inapplicable(`the target declares and stores fewer than ${count} of ${TEXTS.join(', ')}`)
  return writable
    .toSorted((a, b) => Number(a.required === true) - Number(b.required === true))
    .slice(0, count)
    .map(({ name }) => name)
}

/** Returns the name of one string attribute, as `plainStrings` does. */
export function plainString(context: CheckContext): string {
  const [name = ''] = plainStrings(context, 1)
  return name
}

/**
 * Returns the name of one optional string attribute; displayName comes last, because many servers derive it from the
 * name.
 */
export function optionalString(context: CheckContext): string {
  requireDeclared(context, USER_SCHEMA)
  const isOptional = (name: string): boolean => {
    const { required, mutability = 'readWrite' } = context.target.attribute(USER_SCHEMA, name) ?? { required: true }
    if (!context.target.isStored(name)) return false
    return required !== true && mutability === 'readWrite'
  }
  return (
    TEXTS.toReversed().find(isOptional) ??
    context.inapplicable(`the target declares and stores none of ${TEXTS.join(', ')} as optional`)
  )
}
