import { type Check, defineCheck, defineInvariant, type Invariant } from '../../harness/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { expectTaken, provisionedPerson } from './people.ts'
import { needAttribute, patchUser, shownAt } from './wire.ts'

const E = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** Values that servers are known to reformat, one a line. */
const VALUES: readonly (readonly [name: string, target: string, value: string])[] = [
  ['phone', 'phoneNumbers[type eq "work"].value', '+1 (425) 555-0100 ext. 7'],
  ['leading-zeros', `${E}:employeeNumber`, '000701984'],
  ['scripts', 'displayName', 'Zoë Ångström 王小明 محمد'],
  ['markup', 'title', '<b>R&D</b> "Lead" \\ 100 %'],
  ['inner-blanks', 'name.familyName', 'van  der Berg'],
]

/** Kept as they were sent. */
export const formats: readonly Check[] = VALUES.map(([name, target, value]) =>
  defineCheck({
    id: `entra.format.${name}`,
    title: `${JSON.stringify(value)} at ${target} comes back as it was sent`,
    requirements: ['entra.update.formats'],
    async run(context) {
      needAttribute(context, target)
      const { id } = await provisionedPerson(context)
      const own = target.startsWith(E) ? `${value}${context.given.unique()}` : value
      expectTaken(
        context,
        await patchUser(context, id, { op: 'replace', path: target, value: own }),
        `Replace at ${target}`,
      )
      await context.eventually(async () => context.expect(await shownAt(context, id, target), target).to.equal(own))
    },
  }),
)

/** What the portal reads of /Schemas. */
export const schemasReadable: Invariant = defineInvariant({
  id: 'entra.exchange.schemas-readable',
  title: '/Schemas answers a ListResponse without nulls, its names beginning in lower case',
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
