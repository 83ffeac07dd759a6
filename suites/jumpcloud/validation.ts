import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'

/** One input: what is laid over a valid user, and whether the table lets it pass. */
interface Input {
  readonly shows: string
  readonly overrides: (token: string) => JsonObject
  readonly isValid: boolean
}

interface Rule {
  readonly id: string
  readonly field: string
  readonly title: string
  readonly inputs: readonly Input[]
}

const MAX = 1024
const MAX_EMPLOYEE_IDENTIFIER = 256
const SPECIAL = [...' !"#$%&\'()*+,/:;<=>?[\\]^`{|}~'] as const

const input = (shows: string, isValid: boolean, overrides: (token: string) => JsonObject): Input => ({
  shows,
  isValid,
  overrides,
})
const padded = (token: string, length: number): string => token.padEnd(length, 'x')
const email = (value: string): JsonObject => ({ emails: [{ value, type: 'work', primary: true }] })

/** Inputs just below, at and above a limit. */
function lengths(limit: number, overrides: (value: string) => JsonObject): Input[] {
  return [limit - 1, limit, limit + 1].map((length) =>
    input(`${length} characters`, length <= limit, (token) => overrides(padded(token, length))),
  )
}

/** Each rule of the table with inputs on both sides of it. */
const RULES: readonly Rule[] = [
  {
    id: 'username-required',
    field: 'username',
    title: 'A user needs a username',
    inputs: [
      input('missing', false, () => ({ userName: undefined })),
      input('null', false, () => ({ userName: null })),
      input('blank', false, () => ({ userName: '  ' })),
      input('a plain name', true, (token) => ({ userName: token })),
    ],
  },
  {
    id: 'username-no-special-characters',
    field: 'username',
    title: 'A username has no special characters',
    inputs: [
      ...SPECIAL.map((character) =>
        input(`with ${JSON.stringify(character)}`, false, (token) => ({ userName: `${token}${character}x` })),
      ),
      ...['.', '_', '-'].map((character) =>
        input(`with ${JSON.stringify(character)}`, true, (token) => ({ userName: `${token}${character}x` })),
      ),
      input('with ü', false, (token) => ({ userName: `${token}ü` })),
      input('beginning with a digit', false, (token) => ({ userName: `7${token}` })),
    ],
  },
  {
    id: 'username-no-email',
    field: 'username',
    title: 'A username is no e-mail address',
    inputs: [
      input('an e-mail address', false, (token) => ({ userName: `${token}@contoso.example` })),
      input('the part before @', true, (token) => ({ userName: token })),
    ],
  },
  {
    id: 'username-max-length',
    field: 'username',
    title: 'A username has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ userName: value })),
  },
  {
    id: 'firstname-max-length',
    field: 'firstname',
    title: 'A first name has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ name: { givenName: value } })),
  },
  {
    id: 'lastname-max-length',
    field: 'lastname',
    title: 'A last name has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ name: { familyName: value } })),
  },
  {
    id: 'displayname-max-length',
    field: 'displayname',
    title: 'A display name has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ displayName: value })),
  },
  {
    id: 'jobtitle-max-length',
    field: 'jobTitle',
    title: 'A job title has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({ title: value })),
  },
  {
    id: 'department-max-length',
    field: 'department',
    title: 'A department has at most 1024 characters',
    inputs: lengths(MAX, (value) => ({
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: { department: value },
    })),
  },
  {
    id: 'employeeidentifier-max-length',
    field: 'employeeIdentifier',
    title: 'An employee ID has at most 256 characters',
    inputs: lengths(MAX_EMPLOYEE_IDENTIFIER, (value) => ({
      schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
      [ENTERPRISE_USER_SCHEMA]: { employeeNumber: value },
    })),
  },
  {
    id: 'email-required',
    field: 'email',
    title: 'A user needs an e-mail address',
    inputs: [
      input('missing', false, () => ({ emails: undefined })),
      input('an empty list', false, () => ({ emails: [] })),
      input('an address', true, (token) => email(`${token}@contoso.example`)),
    ],
  },
  {
    id: 'email-format',
    field: 'email',
    title: 'An e-mail address is one',
    inputs: [
      input('without @', false, (token) => email(token)),
      input('without a domain', false, (token) => email(`${token}@`)),
      input('without a local part', false, () => email('@contoso.example')),
      input('with a blank', false, (token) => email(`${token} x@contoso.example`)),
      input('with two @', false, (token) => email(`${token}@x@contoso.example`)),
      input('with a plus', true, (token) => email(`${token}+tag@contoso.example`)),
      input('with an apostrophe', true, (token) => email(`o'${token}@contoso.example`)),
      input('below a subdomain', true, (token) => email(`${token}@mail.eu.contoso.example`)),
    ],
  },
  {
    id: 'email-max-length',
    field: 'email',
    title: 'An e-mail address has at most 1024 characters',
    inputs: lengths(MAX, (value) => email(`${value.slice(0, -16)}@contoso.example`)),
  },
]

/** A check for each rule, with inputs on both sides of it. */
export const validationChecks: readonly Check[] = RULES.map((rule) =>
  defineCheck({
    id: `jumpcloud.validation.${rule.id}`,
    title: rule.title,
    requirements: [
      'jumpcloud.validation.refused',
      'jumpcloud.validation.accepted',
      'jumpcloud.validation.nothing-invalid',
    ],
    run: (context) => judgeRule(context, rule),
  }),
)

async function judgeRule(context: CheckContext, rule: Rule): Promise<void> {
  const { requirement, expect, warn, note, jumpcloud } = context
  for (const each of rule.inputs) {
    const { status, answer, isAccepted, reached } = await tryInput(context, each)
    const isWritten = jumpcloud.kind === 'jumpcloud'
    const isRight = each.isValid ? isAccepted && reached : !reached && (!isAccepted || !isWritten)
    const what = `${rule.field} ${each.shows}`
    context.report.validation({
      rule: rule.id,
      field: rule.field,
      input: each.shows,
      expected: each.isValid ? 'accepted' : 'refused',
      actual: isAccepted ? `accepted (${status})` : `refused (${status})`,
      reachedJumpCloud: reached,
      outcome: isRight ? 'pass' : isWritten || reached !== each.isValid ? (isWritten ? 'fail' : 'warn') : 'pass',
    })
    if (!isWritten) {
      // A server that is no JumpCloud may narrow or widen what it takes: only what a bridge would see is told.
      if (each.isValid && !isAccepted) warn(`${what} is refused: ${answer}`)
      if (!each.isValid && isAccepted) note(`${what} is accepted here; JumpCloud would refuse it`)
      continue
    }
    if (each.isValid)
      await requirement('jumpcloud.validation.accepted', () =>
        expect(isAccepted, `${what} is accepted: ${answer}`).to.equal(true),
      )
    else
      await requirement('jumpcloud.validation.refused', () =>
        expect(status, `${what} is refused: ${answer}`).to.be.within(400, 499),
      )
    await requirement('jumpcloud.validation.nothing-invalid', () =>
      expect(!each.isValid && reached, `${what} reached JumpCloud`).to.equal(false),
    )
  }
}

interface Trial {
  readonly status: number
  readonly answer: string
  readonly isAccepted: boolean
  readonly reached: boolean
}

async function tryInput({ scim, given, target, jumpcloud }: CheckContext, { overrides }: Input): Promise<Trial> {
  const token = given.unique()
  const body = await given.userBody({ userName: token, ...email(`${token}@contoso.example`), ...overrides(token) })
  const response = await scim.post(target.endpoint('User'), body)
  const isAccepted = response.isSuccess
  const userName = typeof body['userName'] === 'string' ? body['userName'] : ''
  const stored =
    isAccepted && response.body !== undefined ? await jumpcloud.systemUser({ id: response.id, userName }) : undefined
  // Found by its token as well, in case a refusal left something behind.
  const reached =
    stored !== undefined ||
    jumpcloud.find((user) => user.username.includes(token) || user.email.includes(token)).length > 0
  return { status: response.status, answer: response.describe(), isAccepted, reached }
}
