import { answerOf, type Check, defineCheck, defineInvariant, type Invariant } from '../../harness/index.ts'
import {
  ENTERPRISE_USER_SCHEMA as E,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { isSuccess } from '../support/index.ts'
import { needAttribute } from './declared-away.ts'
import { idOf, shownAt } from './wire.ts'

/** Values that servers are known to reformat, one per line. */
const VALUES: readonly (readonly [name: string, target: string, value: string, at: (value: string) => JsonObject])[] = [
  [
    'phone',
    'phoneNumbers[type eq "work"].value',
    '+1 (425) 555-0100 ext. 7',
    (value) => ({ phoneNumbers: [{ type: 'work', value }] }),
  ],
  [
    'leading-zeros',
    `${E}:employeeNumber`,
    '000701984',
    (value) => ({ schemas: [USER_SCHEMA, E], [E]: { employeeNumber: value } }),
  ],
  ['scripts', 'displayName', 'Zoë Ångström 王小明 محمد', (value) => ({ displayName: value })],
  ['markup', 'title', '<b>R&D</b> "Lead" \\ 100 %', (value) => ({ title: value })],
  ['inner-blanks', 'name.familyName', 'van  der Berg', (value) => ({ name: { givenName: 'Jane', familyName: value } })],
]

/**
 * Checks that values are returned in the format in which they were sent; otherwise Entra sees a change in every cycle.
 */
export const formats: readonly Check[] = VALUES.map(([name, target, value, at]) =>
  defineCheck({
    id: `entra.format.${name}`,
    title: `${JSON.stringify(value)} at ${target} is returned unchanged`,
    requirements: ['entra.update.formats'],
    async run(context) {
      const { entra, eventually, expect, given, inapplicable } = context
      await needAttribute(context, target)
      const own = target.startsWith(E) ? `${value}${given.unique()}` : value
      // The value is sent by POST, because other checks judge value paths.
      const created = await entra.client.create('/Users', await given.userBody(at(own)))
      if (!isSuccess(created) || !isJsonObject(created.body))
        return inapplicable(`the server rejects a user with this value: the POST was answered ${answerOf(created)}`)
      const id = idOf(context, created)
      await eventually(async () => expect(await shownAt(context, id, target), target).to.equal(own))
    },
  }),
)

/**
 * Checks that the portal can read /Schemas: a ListResponse without nulls, with attribute names that begin in lower
 * case.
 */
export const schemasReadable: Invariant = defineInvariant({
  id: 'entra.exchange.schemas-readable',
  title: '/Schemas returns a ListResponse without nulls, with attribute names that begin in lower case',
  requirements: ['entra.schemas.readable'],
  when: ({ method, path, status, query }) =>
    method === 'GET' && path === '/Schemas' && status === 200 && query.size === 0,
  holds: ({ body }, expect) => {
    expect(isJsonObject(body) ? body['Resources'] : undefined, 'Resources').to.be.an('array')
    expect(nullsIn(body ?? null), 'members that are null').to.deep.equal([])
    const names = namesIn(body ?? null).filter((name) => /^[A-Z]/.test(name))
    void expect(names, 'names of attributes that begin with a capital').to.deep.equal([])
  },
})

function nullsIn(value: JsonValue, path = ''): string[] {
  if (value === null) return [path]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, part]) => (part === undefined ? [] : nullsIn(part, `${path}/${name}`)))
}

function namesIn(value: JsonValue): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(namesIn)
  const lists = [value['attributes'], value['subAttributes']].filter((list) => Array.isArray(list))
  const own = lists.flat().flatMap((one) => (isJsonObject(one) && typeof one['name'] === 'string' ? [one['name']] : []))
  return [...own, ...Object.values(value).flatMap((part) => namesIn(part ?? null))]
}
