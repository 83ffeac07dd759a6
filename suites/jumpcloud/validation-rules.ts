import { ENTERPRISE_USER_SCHEMA, type JsonObject, type JsonValue, USER_SCHEMA } from '../../mocks/protocol/index.ts'

/** An input of a validation rule: what overrides the body of a valid user, and whether the table accepts it. */
export interface Input {
  readonly label: string
  readonly overrides: (token: string) => JsonObject
  readonly isValid: boolean
  /** True if the input applies only to JumpCloud. */
  readonly isJumpCloudOnly?: boolean
}

/** One rule of the table, with valid and invalid inputs. */
export interface Rule {
  readonly id: string
  /** The property to which the rule applies. */
  readonly field: string
  readonly title: string
  readonly inputs: readonly Input[]
}

const MAX = 1024
const MAX_EMPLOYEE_IDENTIFIER = 256
const SPECIAL = [...' !"#$%&\'()*+,/:;<=>?[\\]^`{|}~'] as const

const input = (label: string, isValid: boolean, overrides: (token: string) => JsonObject): Input => ({
  label,
  isValid,
  overrides,
})
/** Defines an input that servers other than JumpCloud may judge differently. */
const own = (label: string, overrides: (token: string) => JsonObject): Input => ({
  ...input(label, true, overrides),
  isJumpCloudOnly: true,
})
const padded = (token: string, length: number): string => token.padEnd(length, 'x')
/** Returns the part of a body that has one work address. */
export const email = (value: string): JsonObject => ({ emails: [{ value, type: 'work', primary: true }] })

/** Returns inputs just below, at and above a limit. */
function lengths(limit: number, overrides: (value: string) => JsonObject): Input[] {
  return [limit - 1, limit, limit + 1].map((length) =>
    input(`${length} characters`, length <= limit, (token) => overrides(padded(token, length))),
  )
}

/** An optional string of the table. */
interface Text {
  readonly field: string
  readonly limit?: number
  readonly says: string
  readonly at: (value: JsonValue | undefined) => JsonObject
}

const enterprise =
  (name: string) =>
  (value: JsonValue | undefined): JsonObject =>
    value === undefined
      ? {}
      : { schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], [ENTERPRISE_USER_SCHEMA]: { [name]: value } }
const plain =
  (name: string) =>
  (value: JsonValue | undefined): JsonObject => ({ [name]: value })
const nameOf =
  (part: string) =>
  (value: JsonValue | undefined): JsonObject => ({ name: value === undefined ? undefined : { [part]: value } })

/** The optional strings, one per line. */
const TEXTS: readonly Text[] = [
  { field: 'firstname', says: 'A first name', at: nameOf('givenName') },
  { field: 'lastname', says: 'A last name', at: nameOf('familyName') },
  { field: 'displayname', says: 'A display name', at: plain('displayName') },
  { field: 'jobTitle', says: 'A job title', at: plain('title') },
  { field: 'department', says: 'A department', at: enterprise('department') },
  {
    field: 'employeeIdentifier',
    limit: MAX_EMPLOYEE_IDENTIFIER,
    says: 'An employee ID',
    at: enterprise('employeeNumber'),
  },
]

/** The rules of the table. */
export const RULES: readonly Rule[] = [
  {
    id: 'username-required',
    field: 'username',
    title: 'A user must have a username',
    inputs: [
      input('missing', false, () => ({ userName: undefined })),
      input('null', false, () => ({ userName: null })),
      input('an empty string', false, () => ({ userName: '' })),
      input('blank', false, () => ({ userName: '  ' })),
      input('a plain name', true, (token) => ({ userName: token })),
    ],
  },
  {
    id: 'username-no-special-characters',
    field: 'username',
    title: 'A username must not have special characters',
    inputs: [
      ...SPECIAL.map((character) =>
        input(`with ${JSON.stringify(character)}`, false, (token) => ({ userName: `${token}${character}x` })),
      ),
      ...['.', '_', '-'].map((character) =>
        input(`with ${JSON.stringify(character)}`, true, (token) => ({ userName: `${token}${character}x` })),
      ),
      input('with a control character', false, (token) => ({ userName: `${token}\u0007x` })),
      input('with a line break', false, (token) => ({ userName: `${token}\nx` })),
      input('with a letter that only looks like x', false, (token) => ({ userName: `${token}\u0445` })),
      input('beginning with a dot', false, (token) => ({ userName: `.${token}` })),
      input('for a guest', false, (token) => ({ userName: `${token}_fabrikam.example#EXT#` })),
      input('with ü', false, (token) => ({ userName: `${token}ü` })),
      input('beginning with a digit', false, (token) => ({ userName: `7${token}` })),
    ],
  },
  {
    id: 'username-no-email',
    field: 'username',
    title: 'A username must not be an e-mail address',
    inputs: [
      input('an e-mail address', false, (token) => ({ userName: `${token}@contoso.example` })),
      input('the part before @', true, (token) => ({ userName: token })),
    ],
  },
  {
    id: 'username-max-length',
    field: 'username',
    title: 'A username can have at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ userName: value })),
  },
  ...TEXTS.map(
    ({ field, limit = MAX, says, at }): Rule => ({
      id: `${field.toLowerCase()}-max-length`,
      field,
      title: `${says} can have at most ${limit} characters`,
      inputs: lengths(limit, at),
    }),
  ),
  ...TEXTS.map(
    ({ field, says, at }): Rule => ({
      id: `${field.toLowerCase()}-optional`,
      field,
      title: `${says} can be missing or null, and is otherwise a string`,
      inputs: [
        input('missing', true, () => at(undefined)),
        own('null', () => at(null)),
        own('an empty string', () => at('')),
        own('a space', () => at(' ')),
        input('one character', true, () => at('x')),
        input('a number', false, () => at(7)),
        input('a list', false, () => at(['x'])),
        input('an object', false, () => at({ value: 'x' })),
      ],
    }),
  ),
  {
    id: 'email-required',
    field: 'email',
    title: 'A user must have an e-mail address',
    inputs: [
      input('missing', false, () => ({ emails: undefined })),
      input('null', false, () => ({ emails: null })),
      input('an empty list', false, () => ({ emails: [] })),
      input('an empty string', false, () => email('')),
      input('a space', false, () => email(' ')),
      input('an address', true, (token) => email(`${token}@contoso.example`)),
    ],
  },
  {
    id: 'email-format',
    field: 'email',
    title: 'An e-mail address must be valid',
    inputs: [
      input('without @', false, (token) => email(token)),
      input('without a domain', false, (token) => email(`${token}@`)),
      input('without a local part', false, () => email('@contoso.example')),
      input('with a space', false, (token) => email(`${token} x@contoso.example`)),
      input('with two @', false, (token) => email(`${token}@x@contoso.example`)),
      input('with a domain that ends in a dot', false, (token) => email(`${token}@contoso.example.`)),
      input('with a comma', false, (token) => email(`${token},x@contoso.example`)),
      input('with a name before it', false, (token) => email(`Jane <${token}@contoso.example>`)),
      input('with a plus', true, (token) => email(`${token}+tag@contoso.example`)),
      input('with an apostrophe', true, (token) => email(`o'${token}@contoso.example`)),
      input('below a subdomain', true, (token) => email(`${token}@mail.eu.contoso.example`)),
    ],
  },
  {
    id: 'email-max-length',
    field: 'email',
    title: 'An e-mail address can have at most 1024 characters',
    inputs: lengths(MAX, (value) => email(`${value.slice(0, -16)}@contoso.example`)),
  },
]
