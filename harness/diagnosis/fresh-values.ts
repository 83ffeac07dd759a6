import { isJsonObject, type JsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { BOOLEAN, FREE_TEXT } from './attribute-names.ts'
import { parsePath } from './attribute-path.ts'
import { bodyOf, mapScalars, member, operationsOf, replaceMember, withBody, withOperations } from './request-parts.ts'

const LONG = 60
const UNIQUE_IN_POST = new Set(['username', 'externalid', 'displayname', 'employeenumber', 'emails'])

/**
 * Makes a POST unique, so that it does not conflict with an earlier one: other names and e-mail addresses of the same
 * form.
 */
export function withUniqueNames(request: HttpRequest, token: string): HttpRequest {
  const body = bodyOf(request)
  if (body === undefined) return request
  const renew = (key: string, value: JsonValue | undefined): JsonValue | undefined => {
    if (value === undefined) return value
    if (/^urn:/i.test(key) && isJsonObject(value))
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, renew(name, inner)]))
    return UNIQUE_IN_POST.has(key.toLowerCase())
      ? mapScalars(value, key, (scalar, name) =>
          typeof scalar === 'string' && !['type', 'display'].includes(name.toLowerCase())
            ? freshText(scalar, token)
            : scalar,
        )
      : value
  }
  return withBody(request, Object.fromEntries(Object.entries(body).map(([key, value]) => [key, renew(key, value)])))
}

/**
 * Gives a PATCH or PUT values that its resource does not have yet: other strings of the same form, and the opposite of
 * a boolean.
 */
export function withFreshValues(request: HttpRequest, token: string): HttpRequest {
  const body = bodyOf(request)
  if (body === undefined) return request
  const operations = operationsOf(body)
  if (operations === undefined) return withBody(request, freshMembers(body, token))
  return withOperations(
    request,
    operations.map((operation) => freshOperation(operation, token)),
  )
}

/**
 * Returns another string of the same form: an e-mail address remains one, digits and special characters stay in their
 * places, and so does the length of a long string.
 */
export function freshText(value: string, token: string): string {
  if (value === '') return value
  const at = value.lastIndexOf('@')
  if (at > 0) return `${freshText(value.slice(0, at), token)}${value.slice(at)}`
  if (/^\+?[\d\s().-]*\d$/.test(value)) {
    const digits = [...digitsOf(token)]
    return [...value]
      .reverse()
      .map((one) => (/\d/.test(one) ? (digits.pop() ?? one) : one))
      .reverse()
      .join('')
  }
  if (value.length > LONG) return `${value.slice(0, value.length - token.length)}${token}`
  return `${value}${/\s/.test(value) ? ' ' : ''}${token}`
}

function freshOperation(operation: JsonObject, token: string): JsonObject {
  const path = member(operation, 'path')
  const value = member(operation, 'value')
  const key = Object.keys(operation).find((name) => name.toLowerCase() === 'value')
  if (value === undefined || key === undefined || String(member(operation, 'op')).toLowerCase() === 'remove')
    return operation
  const at = typeof path === 'string' ? parsePath(path) : undefined
  if (at === undefined) {
    const isWithoutPath = path === undefined || path === null || path === ''
    return isWithoutPath && isJsonObject(value) ? replaceMember(operation, key, freshMembers(value, token)) : operation
  }
  return replaceMember(operation, key, freshValue(value, at.attribute ?? '', at.sub, token))
}

function freshMembers(value: JsonObject, token: string): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const at = parsePath(key)
      if (inner === undefined || at === undefined || ['id', 'schemas', 'meta'].includes(key)) return [key, inner]
      if (at.attribute === undefined) return [key, isJsonObject(inner) ? freshMembers(inner, token) : inner]
      return [key, freshValue(inner, at.attribute, at.sub, token)]
    }),
  )
}

function freshValue(value: JsonValue, attribute: string, sub: string | undefined, token: string): JsonValue {
  return mapScalars(value, sub ?? attribute, (scalar, name) => {
    if (BOOLEAN.has(name.toLowerCase())) return opposite(scalar)
    if (typeof scalar !== 'string') return scalar
    const isValue = name.toLowerCase() === 'value' || name === attribute
    const isAddress = isValue && /^(?:emails|phonenumbers)$/i.test(attribute)
    return isAddress || FREE_TEXT.has(name.toLowerCase()) ? freshText(scalar, token) : scalar
  })
}

function opposite(value: string | number | boolean | null): JsonValue {
  if (typeof value === 'boolean') return !value
  if (typeof value !== 'string' || !/^(?:true|false)$/i.test(value)) return value
  const other = value.toLowerCase() === 'true' ? 'false' : 'true'
  return /^[TF]/.test(value) ? `${other.charAt(0).toUpperCase()}${other.slice(1)}` : other
}

/** Returns six digits computed from a token. */
function digitsOf(token: string): string {
  let sum = 7
  for (const character of token) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003
  return String(sum % 1_000_000).padStart(6, '0')
}
