import { isJsonObject, type JsonValue, PATCH_OP_MESSAGE } from '../../protocol/index.ts'
import { badRequest } from '../wire/scim-error.ts'

/** An operation with a valid form. */
export interface Operation {
  readonly op: 'add' | 'remove' | 'replace'
  readonly path?: string
  /** The value; absent if the member is absent, whereas null is a value (RFC 7643 §2.5). */
  readonly value?: JsonValue
}

/** The maximum number of operations in one request. */
const MAX_OPERATIONS = 10_000

/** Reads the body of a PATCH. Throws a ScimError 400 `invalidSyntax` or `invalidValue` (RFC 7644 §3.5.2). */
export function readOperations(body: JsonValue | undefined, rules: { readonly anyCaseOps: boolean }): Operation[] {
  if (!isJsonObject(body)) throw badRequest('invalidSyntax', 'the body must be a JSON object')
  const schemas = body['schemas']
  if (!Array.isArray(schemas) || !schemas.includes(PATCH_OP_MESSAGE))
    throw badRequest('invalidSyntax', `schemas must contain "${PATCH_OP_MESSAGE}"`)
  const key = Object.keys(body).find((name) => name.toLowerCase() === 'operations') ?? 'Operations'
  const operations = body[key]
  if (!Array.isArray(operations) || operations.length === 0)
    throw badRequest('invalidSyntax', 'Operations must be an array of at least one operation')
  if (operations.length > MAX_OPERATIONS)
    throw badRequest('invalidSyntax', `Operations has at most ${MAX_OPERATIONS} operations`)
  return operations.map((operation) => readOperation(operation, rules))
}

function readOperation(operation: JsonValue, rules: { readonly anyCaseOps: boolean }): Operation {
  if (!isJsonObject(operation)) throw badRequest('invalidSyntax', 'an operation must be an object')
  const { op, path, value } = operation
  const name = typeof op === 'string' && rules.anyCaseOps ? op.toLowerCase() : op
  if (name !== 'add' && name !== 'remove' && name !== 'replace')
    throw badRequest('invalidSyntax', 'op must be add, remove or replace (RFC 7644 §3.5.2)')
  if (path !== undefined && path !== null && typeof path !== 'string')
    throw badRequest('invalidPath', 'path must be a string')
  const hasPath = typeof path === 'string' && path !== ''
  if (!hasPath && name === 'remove') throw badRequest('noTarget', 'a remove operation needs a path (RFC 7644 §3.5.2.2)')
  if (value === undefined && name !== 'remove')
    throw badRequest('invalidValue', `the operation ${name} needs a value (RFC 7644 §3.5.2.1)`)
  return { op: name, ...(hasPath ? { path } : {}), ...(value === undefined ? {} : { value }) }
}
