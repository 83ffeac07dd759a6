import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../../../mocks/protocol/index.ts'
import type { Leniency } from '../../../mocks/scim-server/index.ts'
import type { HttpRequest } from '../../../mocks/transport/index.ts'
import type { Call, Reaction, Resources } from './faulty-server.ts'

/** A failing request, and the diagnosis that names its fault. */
export interface DiagnosisCase {
  readonly name: string
  readonly bug?: string
  readonly defect?: (call: Call) => Reaction | undefined
  readonly leniency?: Partial<Leniency>
  readonly request: (given: Resources) => Partial<HttpRequest> & { readonly json?: JsonObject; readonly path: string }
  readonly readBack?: boolean
  readonly summary: string
  readonly right?: string
}

/** The headers of Entra's requests. */
export const ENTRA_HEADERS: Readonly<Record<'accept' | 'adscimversion' | 'content-type', string>> = {
  accept: 'application/scim+json',
  adscimversion: '6.0',
  'content-type': 'application/scim+json; charset=utf-8',
}

/** The body of a PATCH. */
export const patch = (...operations: JsonObject[]): JsonObject => ({
  schemas: [PATCH_OP_MESSAGE],
  Operations: operations,
})

type MakeRequest = DiagnosisCase['request']

/** A PATCH of the user. */
export const onUser =
  (...operations: JsonObject[]): MakeRequest =>
  ({ user }) => ({ method: 'PATCH', path: `/Users/${user.id}`, json: patch(...operations) })

/** A PATCH of the group. */
export const onGroup =
  (operations: (given: Resources) => JsonObject[]): MakeRequest =>
  (given) => ({ method: 'PATCH', path: `/Groups/${given.group.id}`, json: patch(...operations(given)) })

/** A POST. */
export const create =
  (json: JsonObject, path = '/Users'): MakeRequest =>
  () => ({ method: 'POST', path, json: { schemas: [USER_SCHEMA], ...json } })

/** A GET. */
export const query =
  (path: string): MakeRequest =>
  () => ({ method: 'GET', path })

/** Returns the op of an operation. */
export const op = (operation: JsonObject): string => String(operation['op'])
/** Returns the path of an operation; empty if it has none. */
export const path = (operation: JsonObject): string => String(operation['path'] ?? '')
/** A change that no defect affects. */
export const HARMLESS: JsonObject = { op: 'replace', path: 'externalId', value: 'harmless' }
/** Forwards a PATCH without some of its operations. */
export const dropped = (call: Call, isDropped: (operation: JsonObject) => boolean): Reaction | undefined =>
  call.operations.some(isDropped)
    ? { pass: patch(HARMLESS, ...call.operations.filter((operation) => !isDropped(operation))) }
    : undefined
/** Rejects a request with 400. */
export const refuse = (isWrong: boolean, detail = 'invalid request'): Reaction | undefined =>
  isWrong ? { status: 400, detail } : undefined
/** Returns whether a value, or one inside it, passes a test. */
export const hasDeep = (
  value: JsonValue | undefined,
  test: (value: JsonValue, name: string) => boolean,
  name = '',
): boolean =>
  value !== undefined &&
  (test(value, name) ||
    (Array.isArray(value)
      ? value.some((one) => hasDeep(one, test, name))
      : isJsonObject(value) && Object.entries(value).some(([key, inner]) => hasDeep(inner, test, key))))

/** Returns whether an operation concerns an attribute, in its path or its value. */
export const names = (operation: JsonObject, attribute: string): boolean =>
  path(operation).toLowerCase() === attribute.toLowerCase() ||
  hasDeep(operation['value'], (_, name) => name === attribute)

/** Entra's operation that disables a user. */
export const DISABLE: JsonObject = { op: 'Replace', path: 'active', value: 'False' }
/** Entra's operation that changes the email address. */
export const WORK_EMAIL: JsonObject = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'new@contoso.com' }
