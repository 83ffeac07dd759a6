import {
  type Check,
  type CheckContext,
  defineCheck,
  type ScimResponse,
  type SystemUser,
  segmentOf,
} from '../../harness/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { portalOf } from './users.ts'
import { email } from './validation-rules.ts'

const employee = (employeeNumber: string): JsonObject => ({
  schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  [ENTERPRISE_USER_SCHEMA]: { employeeNumber },
})

/** A value that two users must not share: the part of a body that contains it, and equivalent values. */
interface Unique {
  readonly name: string
  readonly field: string
  readonly title: string
  readonly first: (token: string) => JsonObject
  readonly same: readonly (readonly [label: string, part: (token: string) => JsonObject])[]
}

const UNIQUE: readonly Unique[] = [
  {
    name: 'username-unique',
    field: 'username',
    title: 'A username that another user has is rejected with 409, in any letter case',
    first: (token) => ({ userName: token }),
    same: [
      ['the same', (token) => ({ userName: token })],
      ['the same in capitals', (token) => ({ userName: token.toUpperCase() })],
      ['the same with one capital', (token) => ({ userName: `R${token.slice(1)}` })],
    ],
  },
  {
    name: 'email-unique',
    field: 'email',
    title: 'An e-mail address that another user has is rejected with 409, in any letter case',
    first: (token) => email(`${token}@contoso.example`),
    same: [
      ['the same', (token) => email(`${token}@contoso.example`)],
      ['the same in capitals', (token) => email(`${token}@contoso.example`.toUpperCase())],
    ],
  },
  {
    name: 'employee-id-unique',
    field: 'employeeIdentifier',
    title: 'An employee ID that another user has is rejected with 409',
    first: employee,
    same: [['the same', employee]],
  },
]

/** Checks that no two users have the same username, address or employee ID. */
export const uniqueness: readonly Check[] = UNIQUE.map((unique) =>
  defineCheck({
    id: `jumpcloud.validation.${unique.name}`,
    title: unique.title,
    requirements: [
      `jumpcloud.validation.${unique.name}`,
      'jumpcloud.validation.nothing-invalid',
      'jumpcloud.arrival.failure-told',
    ],
    run: (context) => judgeUnique(context, unique),
  }),
)

async function judgeUnique(context: CheckContext, { name, field, first, same }: Unique): Promise<void> {
  portalOf(context)
  const { expect, given, jumpcloud, requirement, scim, skip, target } = context
  const token = given.unique()
  const create = async (part: JsonObject): Promise<ScimResponse> =>
    scim.post(target.endpoint('User'), await given.userBody(part))
  const holders = (): readonly SystemUser[] =>
    jumpcloud.find((user) => String(user[field]).toLowerCase().includes(token))
  const report = (input: string, expected: string, { status, isSuccess }: ScimResponse): void =>
    context.report.validation({
      rule: name,
      field,
      input,
      expected,
      actual: `${isSuccess ? 'accepted' : 'rejected'} (${status})`,
      reachedJumpCloud: holders().length > (expected === 'accepted' ? 0 : 1),
      outcome: isSuccess === (expected === 'accepted') ? 'pass' : 'fail',
    })
  const taken = await create(first(token))
  report('a value that no user has', 'accepted', taken)
  if (!taken.isSuccess) return skip(`a user cannot be created: ${taken.describe()}`, 'entra.create')
  for (const [label, part] of same) {
    const again = await create(part(token))
    report(label, 'refused', again)
    await requirement(`jumpcloud.validation.${name}`, () => expect(again, `${field}, ${label}`).to.be.answered(409))
  }
  const others = await create({})
  if (!others.isSuccess) return
  // A change to a value that is in use must be rejected as a create is; any 4xx status is accepted.
  const [[, part] = ['', first]] = same
  const changed = await scim.patch(`/Users/${segmentOf(others.id)}`, [operationFor(field, part(token))])
  await requirement('jumpcloud.arrival.failure-told', () =>
    expect(changed, `a change to the ${field} of another user`).to.be.answered([400, 499]),
  )
  await requirement('jumpcloud.validation.nothing-invalid', () =>
    expect(holders().length, `number of system users with that ${field}`).to.equal(1),
  )
}

function operationFor(field: string, part: JsonObject) {
  if (field === 'username') return { op: 'replace', path: 'userName', value: part['userName'] ?? '' } as const
  const [address] = Array.isArray(part['emails']) ? part['emails'] : []
  if (field === 'email')
    return { op: 'replace', path: 'emails[type eq "work"].value', value: Object(address)['value'] } as const
  const value = Object(part[ENTERPRISE_USER_SCHEMA])['employeeNumber']
  return { op: 'replace', path: `${ENTERPRISE_USER_SCHEMA}:employeeNumber`, value } as const
}

/** Checks that a missing or blank employee ID does not count as a duplicate. */
export const blankEmployeeIds: Check = defineCheck({
  id: 'jumpcloud.validation.employee-id-blank',
  title: 'Two users without an employee ID, or with a blank one, are not duplicates',
  requirements: ['jumpcloud.validation.employee-id-blank'],
  async run(context) {
    portalOf(context)
    const { expect, given, scim, target } = context
    for (const part of [{}, {}, employee(''), employee('')]) {
      const created = await scim.post(target.endpoint('User'), await given.userBody(part))
      expect(
        created,
        `a user ${Object.keys(part).length === 0 ? 'without' : 'with a blank'} employee ID`,
      ).to.be.success()
    }
  },
})
