import { type Check, type CheckContext, declarationOf, defineCheck } from '../../harness/index.ts'
import { readTarget } from '../../mocks/entra/index.ts'
import { ENTERPRISE_USER_SCHEMA, type JsonObject, PATCH_OP_MESSAGE, USER_SCHEMA } from '../../mocks/protocol/index.ts'
import { expectSuccess, isSuccess } from '../support/index.ts'
import { rowOf } from './table.ts'
import { type ArrivedUser, portalOf } from './users.ts'

const E = ENTERPRISE_USER_SCHEMA

/** Attributes of the table whose values are free strings, each with an initial value. */
const FREE: readonly (readonly [target: string, value: string])[] = [
  ['displayName', 'Jane Doe'],
  ['name.givenName', 'Jane'],
  ['name.familyName', 'Doe'],
  ['title', 'Lead'],
  ['userType', 'Employee'],
  [`${E}:department`, 'Research'],
  [`${E}:costCenter`, 'CC 12'],
  [`${E}:organization`, 'Contoso'],
  [`${E}:employeeNumber`, ''],
]

/** Returns the attributes of the list that the target declares. */
function declared({ target }: CheckContext): readonly string[] {
  return FREE.map(([name]) => name).filter((name) => target.declares(...declarationOf(name)))
}

/** Returns a body with values for some target attributes. */
function bodyWith(values: ReadonlyMap<string, string>): JsonObject {
  const body: Record<string, JsonObject | string> = {}
  for (const [target, value] of values) {
    const [urn, path] = declarationOf(target)
    const [holder, leaf] = urn === USER_SCHEMA ? path.split('.') : [urn, path]
    if (holder === undefined) continue
    body[holder] = leaf === undefined ? value : { ...Object(body[holder]), [leaf]: value }
  }
  return E in body ? { schemas: [USER_SCHEMA, E], ...body } : body
}

/** Creates a user with values for some attributes. */
async function createWith(
  context: CheckContext,
  values: ReadonlyMap<string, string>,
): Promise<Pick<ArrivedUser, 'id' | 'userName'>> {
  const { given, scim, target } = context
  const body = await given.userBody(bodyWith(values))
  const created = await scim.post(target.endpoint('User'), body)
  expectSuccess(context, created, 'the POST')
  return { id: created.id, userName: String(body['userName']) }
}

/** Waits until a property has a value, and returns the value that it has in the end. */
async function settled(
  { jumpcloud }: CheckContext,
  user: Pick<ArrivedUser, 'id' | 'userName'>,
  target: string,
  isRight: (value: unknown) => boolean,
): Promise<unknown> {
  const property = rowOf(target)?.property ?? ''
  const stored = await jumpcloud.systemUser(user, (now) => isRight(now[property]))
  return stored?.[property]
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** The ways in which a client can clear a value. */
const CLEARING = [
  { name: 'a remove', operation: (path: string) => ({ op: 'remove', path }) as const },
  {
    name: 'a replace with an empty string',
    operation: (path: string) => ({ op: 'replace', path, value: '' }) as const,
  },
]

/** Checks that a value cleared through SCIM is empty in JumpCloud and no longer returned. */
export const cleared: Check = defineCheck({
  id: 'jumpcloud.value.cleared',
  title: 'A value that SCIM clears is empty in JumpCloud, and is no longer returned',
  requirements: ['jumpcloud.value.cleared'],
  async run(context) {
    portalOf(context)
    const { entra, given, note, requirement, expect, skip } = context
    let tried = 0
    for (const { name, operation } of CLEARING) {
      const values = new Map(FREE.map(([target, value]) => [target, value === '' ? given.unique() : value]))
      const targets = declared(context)
      const user = await createWith(context, new Map([...values].filter(([target]) => targets.includes(target))))
      for (const target of targets) {
        const body = { schemas: [PATCH_OP_MESSAGE], Operations: [operation(target)] }
        const patched = await entra.client.patch('/Users', user.id, body)
        if (!isSuccess(patched)) {
          note(`${name} of ${target} is rejected with ${patched.status}`)
          continue
        }
        tried += 1
        const value = await settled(context, user, target, isEmpty)
        const shown = readTarget((await entra.readBack(user.id)) ?? {}, target)
        await requirement('jumpcloud.value.cleared', () => {
          expect(value, `${target} in JumpCloud after ${name}`).to.fit(() => isEmpty(value), 'no value')
          expect(shown, `${target} after ${name}`).to.fit(() => isEmpty(shown), 'no value')
        })
      }
    }
    if (tried === 0) skip('the server rejects every request to clear a value', 'entra.update')
  },
})

/** Values of one kind that must be stored unchanged; each attribute gets one at creation and one by PATCH. */
interface Sample {
  readonly id: string
  readonly title: string
  readonly values: readonly (readonly [target: string, created: string, patched: string])[]
  /** Selects the part of a value that is compared (default: the whole value). */
  readonly comparable?: (value: unknown) => unknown
}

/**
 * Normalizes a value before comparison: the row of letter case judges that separately, and Unicode has two ways to
 * write some characters.
 */
const withoutCase = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC').toLowerCase() : value

const SAMPLES: readonly Sample[] = [
  {
    id: 'letter-case',
    title: 'Values keep their letter case',
    values: [
      ['displayName', 'jane McDONALD de la Cruz', 'JANE mcDonald De La CRUZ III'],
      ['name.givenName', 'jEAN-luc', 'JEAN-Luc b'],
      ['name.familyName', "O'BRIEN smith", "o'Brien SMITH b"],
      ['title', 'iOS lead', 'eCommerce LEAD'],
      ['userType', 'CONTRACTOR b', 'eXTERNAL'],
      [`${E}:department`, 'research eMEA', 'RESEARCH aPAC'],
      [`${E}:costCenter`, 'cc-NORTH', 'CC-south'],
      [`${E}:organization`, 'CONTOSO gmbh', 'contoso AG'],
    ],
  },
  {
    id: 'looks-like-another-type',
    comparable: withoutCase,
    title: 'Strings that look like numbers, booleans or null stay strings',
    values: [
      ['displayName', 'true', 'undefined'],
      ['name.givenName', 'True', '0'],
      ['name.familyName', 'Null', 'null'],
      ['title', '007', '1e3'],
      ['userType', 'False', 'false'],
      [`${E}:department`, '0012.50', '0x1F'],
      [`${E}:costCenter`, '000420', '12345678901234567890'],
      [`${E}:organization`, '1.0', '{}'],
    ],
  },
  {
    id: 'characters',
    comparable: withoutCase,
    title: 'Values keep all their characters',
    values: [
      ['displayName', 'Zoë "Zo" Q. Ångström, Jr. 山田 👩🏽‍🔬', "Jane  Doe <b>&amp;</b> 'q'"],
      ['name.givenName', 'Łukasz', 'نور'],
      ['name.familyName', 'Đặng–Nguyễn', 'D\\Arcy/Å'],
      ['title', 'C++ & C# (50 %), $& ${x}', '100%25 + 1 = ?'],
      ['userType', 'Intern/Ärztin', 'a;b,c|d'],
      [`${E}:department`, 'F&E: Köln/Bonn', '研究開発'],
      [`${E}:costCenter`, '#12-34/5', '=1+1'],
      [`${E}:organization`, 'Müller & Söhne, „GmbH“', 'A·B Ltd. ½'],
    ],
  },
]

/** Checks that values of each kind are stored unchanged. */
export const unchanged: readonly Check[] = SAMPLES.map(({ id, title, values, comparable = (value) => value }) =>
  defineCheck({
    id: `jumpcloud.value.${id}`,
    title,
    requirements: [`jumpcloud.value.${id}`],
    async run(context) {
      portalOf(context)
      const { entra, expect, requirement } = context
      const targets = declared(context)
      const listed = values.filter(([target]) => targets.includes(target))
      const user = await createWith(context, new Map(listed.map(([target, created]) => [target, created])))
      const judge = async (target: string, sent: string, when: string): Promise<void> => {
        const isRight = (value: unknown): boolean => comparable(value) === comparable(sent)
        const value = await settled(context, user, target, isRight)
        await requirement(`jumpcloud.value.${id}`, () =>
          expect(comparable(value), `${target} in JumpCloud ${when}`).to.equal(comparable(sent)),
        )
      }
      for (const [target, created] of listed) await judge(target, created, 'after the POST')
      const Operations = listed.map(([path, , value]) => ({ op: 'replace', path, value }) as const)
      const patched = await entra.client.patch('/Users', user.id, { schemas: [PATCH_OP_MESSAGE], Operations })
      expectSuccess(context, patched, 'the PATCH')
      for (const [target, , sent] of listed) await judge(target, sent, 'after the PATCH')
    },
  }),
)

/** Checks the letter case of names: a username keeps it; an e-mail address may be stored in lower case. */
export const accountNames: Check = defineCheck({
  id: 'jumpcloud.value.username-case',
  title: 'The username keeps its letter case; the email address keeps it or is in lower case',
  requirements: ['jumpcloud.value.username-case'],
  async run(context) {
    portalOf(context)
    const { expect, given, requirement, scim, target } = context
    const token = given.unique()
    const userName = `${token.slice(0, 1).toUpperCase()}${token.slice(1)}McD`
    const address = `Jane.${userName}@Contoso.Example`
    const emails = [{ type: 'work', primary: true, value: address }]
    const created = await scim.post(target.endpoint('User'), await given.userBody({ userName, emails }))
    expectSuccess(context, created, 'the POST')
    const user = { id: created.id, userName }
    const name = await settled(context, user, 'userName', (value) => value === userName)
    const [local, domain = ''] = address.split('@')
    const forms = [address, `${local}@${domain.toLowerCase()}`, address.toLowerCase()]
    const email = await settled(context, user, 'emails[type eq "work"].value', (value) => forms.includes(String(value)))
    await requirement('jumpcloud.value.username-case', () => {
      expect(name, 'username in JumpCloud').to.equal(userName)
      expect(forms, 'email in JumpCloud').to.include(email)
    })
  },
})
