import { expect } from 'chai'
import fc from 'fast-check'
import { GraphError } from '../wire/graph-error.ts'
import { compileFilter } from './evaluate-filter.ts'
import { parseFilter } from './filter-tree.ts'
import { pageOf } from './page.ts'
import { readQuery } from './query.ts'

const ENTRY = {
  id: '1',
  displayName: "Jane O'Hara",
  provisioningAction: 'create',
  jobId: 'scim.a.b',
  accountEnabled: true,
  durationInMilliseconds: 641,
  activityDateTime: '2026-03-01T10:00:00Z',
  mail: null,
  servicePrincipal: { id: 'ABC-1', displayName: 'My app' },
  proxyAddresses: ['SMTP:jane@contoso.com', 'smtp:j@contoso.com'],
  appRoles: [{ value: 'Admin', isEnabled: true }],
}
const PROPERTIES = Object.keys(ENTRY)
const holds = (filter: string): boolean => compileFilter(parseFilter(filter), PROPERTIES)(ENTRY)

/** Filters, and whether each matches the entry. Those with a source are from Microsoft's documentation and tests. */
const FILTERS: readonly (readonly [filter: string, isMatch: boolean])[] = [
  ["displayName eq 'jane o''hara'", true],
  ["DisplayName eq 'Jane'", false],
  ["startswith(displayName,'jane')", true],
  ["startswith(displayName, 'x')", false],
  ["endswith(displayName,'HARA')", true],
  ["contains(tolower(servicePrincipal/id), 'abc') or contains(tolower(servicePrincipal/displayName), 'abc')", true],
  [
    "((contains(tolower(servicePrincipal/id), 'zzz') or contains(tolower(servicePrincipal/displayName), 'app')) and activityDateTime gt 2026-02-28 and activityDateTime lt 2026-03-02)",
    true,
  ],
  ['activityDateTime lt 2026-03-01', false],
  ['activityDateTime ge 2026-03-01T11:00:00+01:00', true],
  ['activityDateTime ge 2026-03-01T11:00:00Z', false],
  ["jobId eq 'scim.a.b' and servicePrincipal/id eq 'abc-1' and provisioningAction eq 'Create'", true],
  ["provisioningAction eq 'Disable'", false],
  ["provisioningAction in ('Disable','CREATE')", true],
  ["not (provisioningAction eq 'create')", false],
  ["not not startswith(displayName,'J')", true],
  ['accountEnabled eq true', true],
  ['accountEnabled ne true', false],
  ['mail eq null', true],
  ['mail ne null', false],
  ["mail eq 'x'", false],
  ['durationInMilliseconds gt 640', true],
  ['durationInMilliseconds le 640.5', false],
  ["proxyAddresses/any(x:x eq 'smtp:jane@contoso.com')", true],
  ["proxyAddresses/any(x:startswith(x,'sip:'))", false],
  ["appRoles/any(r:r/value eq 'admin' and r/isEnabled eq true)", true],
  ["mail eq 'a' or displayName eq 'b' or accountEnabled eq true and id eq '1'", true],
  ["contains(displayName,'jane') eq false", false],
]

/** Invalid filters, and the position of the error. */
const FAULTY: readonly (readonly [filter: string, position: number])[] = [
  ['', 0],
  ['displayName', 11],
  ['displayName eq', 14],
  ["displayName eq 'open", 15],
  ["displayNam eq 'x'", 0],
  ["displayName like 'x'", 12],
  ["(displayName eq 'x'", 19],
  ["displayName eq 'x')", 18],
  ["displayName eq 'x' and", 22],
  ["substring(displayName,1) eq 'x'", 0],
  ["displayName in 'x'", 15],
  ['constructor eq null', 0],
  ['__proto__ eq null', 0],
  ["displayName eq 'x' displayName eq 'y'", 19],
  ['#', 0],
]

describe('a filter', () => {
  for (const [filter, isMatch] of FILTERS)
    it(`${isMatch ? 'matches' : 'does not match'} the entry: ${filter}`, () => expect(holds(filter)).to.equal(isMatch))

  for (const [filter, position] of FAULTY)
    it(`is rejected at ${position}: ${JSON.stringify(filter)}`, () =>
      expect(() => holds(filter))
        .to.throw(GraphError)
        .that.includes({ status: 400, code: 'BadRequest' })
        .with.property('message')
        .that.matches(new RegExp(` at position ${position}\\.$`)))

  it('is limited in depth and length', () => {
    for (const filter of ['('.repeat(5000), `${'tolower('.repeat(5000)}`, `id eq '${'x'.repeat(20_000)}'`])
      expect(() => holds(filter)).to.throw(GraphError)
    expect(holds(`${'not '.repeat(1000)}accountEnabled eq true`)).to.equal(true)
  })

  it('throws only GraphError for any string, and otherwise returns a boolean', () => {
    const words = fc.constantFrom(
      ...[
        'displayName',
        'eq',
        "'x'",
        '(',
        ')',
        'and',
        'or',
        'not',
        'in',
        ',',
        'null',
        '1',
        'any',
        'x:',
        'tolower(',
        '/',
        "'",
      ],
      ...['servicePrincipal/id', 'contains(', 'proxyAddresses/any(', '2026-01-01', ' '],
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
    )
    fc.assert(
      fc.property(text, (filter) => {
        try {
          expect(holds(filter)).to.be.a('boolean')
        } catch (error) {
          expect(error).to.be.instanceOf(GraphError)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('negates, and compares any string with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, other) => {
        const quoted = `'${other.replaceAll("'", "''")}'`
        const isMatch = (filter: string): boolean => compileFilter(parseFilter(filter), ['name'])({ name: value })
        expect(isMatch(`name eq '${value.replaceAll("'", "''")}'`)).to.equal(true)
        expect(isMatch(`name eq ${quoted}`)).to.equal(!isMatch(`name ne ${quoted}`))
        expect(isMatch(`name lt ${quoted}`)).to.equal(!isMatch(`name ge ${quoted}`))
      }),
      { numRuns: 300 },
    )
  })
})

describe('the pages of a collection', () => {
  const objects = Array.from({ length: 25 }, (_, index) => ({
    id: `o${index}`,
    rank: index % 7,
    name: index % 3 === 0 ? null : `n${index}`,
  }))
  const properties = ['id', 'rank', 'name']
  const walk = (search: string, all: readonly { id: string }[] = objects): string[] => {
    const ids: string[] = []
    for (let token: string | undefined = ''; token !== undefined; ) {
      const more: string = token === '' ? '' : `&$skiptoken=${token}`
      const page = pageOf(all, {
        query: readQuery(`${search}${more}`, ['$top', '$filter', '$orderby', '$skiptoken']),
        properties,
      })
      ids.push(...page.items.map(({ id }) => id))
      token = page.next
      expect(ids.length, 'objects of all pages').to.be.at.most(all.length)
    }
    return ids
  }

  it('have every object once, in order, for any size of a page', () => {
    for (const top of [1, 2, 7, 24, 25, 26, 999]) expect(walk(`$top=${top}`)).to.deep.equal(objects.map(({ id }) => id))
    const sorted = walk('$top=4&$orderby=rank desc,id')
    expect(new Set(sorted).size).to.equal(25)
    expect(sorted[0]).to.equal('o13')
    expect(walk('$top=2&$orderby=name&$filter=rank lt 2').length).to.equal(8)
    expect(walk('$orderby=name').slice(0, 2)).to.deep.equal(['o0', 'o3'])
  })

  it('continue at the last object, if objects before it were removed', () => {
    const first = pageOf(objects, { query: { top: 10 }, properties })
    const left = objects.slice(3)
    const second = pageOf(left, { query: { top: 10, skipToken: first.next ?? '' }, properties })
    expect(second.items[0]?.id).to.equal('o10')
    const lost = objects.filter(({ id }) => id !== 'o9')
    expect(pageOf(lost, { query: { top: 10, skipToken: first.next ?? '' }, properties }).items[0]?.id).to.equal('o11')
  })

  it('reject options that cannot be parsed', () => {
    const allowed = ['$select', '$filter', '$top', '$orderby', '$skiptoken', '$count'] as const
    for (const search of [
      '$top=0',
      '$top=1000',
      '$top=x',
      '$top=1&$top=2',
      '$orderby=',
      '$orderby=id up',
      '$count=1',
      '$select=a b',
      '$expand=x',
      '$what=1',
    ])
      expect(() => readQuery(search, allowed), search).to.throw(GraphError)
    expect(readQuery('$TOP=5&select=id&any=thing&$format=json', allowed)).to.deep.equal({ top: 5, select: ['id'] })
    for (const token of ['x', '', '!!', 'bnVsbA', 'MQ'])
      expect(() => pageOf(objects, { query: { skipToken: token }, properties }), token).to.throw(GraphError)
  })
})
