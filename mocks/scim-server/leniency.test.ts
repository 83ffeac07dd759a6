import { expect } from 'chai'
import {
  ENTERPRISE_USER_SCHEMA,
  isJsonObject,
  type JsonObject,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../protocol/index.ts'
import { LENIENT, type Leniency } from './leniency/leniency.ts'
import { createService } from './service.ts'
import type { ScimServerOptions } from './settings/options.ts'
import { resolveSettings } from './settings/settings.ts'
import type { ScimResponse } from './wire/message.ts'

interface Row {
  readonly tolerance: keyof Leniency
  /** The operations on a user Ann. */
  readonly operations?: readonly JsonObject[]
  readonly filter?: string
  readonly body?: JsonObject
  /** Returns the relevant part of a lenient server's response. */
  readonly lenient: (body: JsonObject) => unknown
  readonly expected: unknown
  /** The error of a server without this tolerance. */
  readonly strict: string
}

const total = (body: JsonObject): unknown => body['totalResults']
const enterprise = (body: JsonObject): unknown => body[ENTERPRISE_USER_SCHEMA]
const managed = (body: JsonObject): unknown => {
  const held = enterprise(body)
  const manager = isJsonObject(held) ? held['manager'] : undefined
  return isJsonObject(manager) ? manager['value'] : undefined
}
const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`

const ROWS: readonly Row[] = [
  {
    tolerance: 'anyCaseOps',
    operations: [{ op: 'Replace', path: 'title', value: 'x' }],
    lenient: ({ title }) => title,
    expected: 'x',
    strict: '400 invalidSyntax',
  },
  {
    tolerance: 'stringBooleans',
    operations: [{ op: 'replace', path: 'active', value: 'False' }],
    lenient: ({ active }) => active,
    expected: false,
    strict: '400 invalidValue',
  },
  { tolerance: 'stringBooleans', filter: 'active eq "True"', lenient: total, expected: 1, strict: '400 invalidFilter' },
  {
    tolerance: 'valuePathCreates',
    operations: [{ op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }],
    lenient: ({ phoneNumbers }) => phoneNumbers,
    expected: [{ type: 'work', value: '1' }],
    strict: '400 noTarget',
  },
  {
    tolerance: 'dottedKeys',
    operations: [{ op: 'replace', value: { 'name.givenName': 'Anna' } }],
    lenient: ({ name }) => name,
    expected: { givenName: 'Anna' },
    strict: '400 invalidPath',
  },
  {
    tolerance: 'urnKeys',
    operations: [{ op: 'replace', value: { [`${ENTERPRISE_USER_SCHEMA}:department`]: 'R&D' } }],
    lenient: enterprise,
    expected: { department: 'R&D' },
    strict: '400 invalidPath',
  },
  {
    tolerance: 'bareComplexValue',
    operations: [{ op: 'add', path: MANAGER, value: 'boss' }],
    lenient: managed,
    expected: 'boss',
    strict: '400 invalidValue',
  },
  {
    tolerance: 'bareComplexValue',
    operations: [{ op: 'add', path: MANAGER, value: [{ $ref: 'http://x', value: 'boss' }] }],
    lenient: managed,
    expected: 'boss',
    strict: '400 invalidValue',
  },
  {
    tolerance: 'removeByValue',
    operations: [{ op: 'remove', path: 'emails', value: [{ value: 'ann@x.example' }] }],
    lenient: ({ emails }) => emails,
    expected: undefined,
    strict: '400 invalidValue',
  },
  {
    tolerance: 'filterOnSingular',
    operations: [{ op: 'remove', path: `${MANAGER}[value eq "boss"]` }],
    lenient: managed,
    expected: undefined,
    strict: '400 invalidPath',
  },
  {
    tolerance: 'bareExtensionNames',
    operations: [{ op: 'add', path: 'department', value: 'R&D' }],
    lenient: enterprise,
    expected: { department: 'R&D' },
    strict: '400 invalidPath',
  },
  {
    tolerance: 'bareExtensionNames',
    filter: 'department pr',
    lenient: total,
    expected: 0,
    strict: '400 invalidFilter',
  },
  {
    tolerance: 'unquotedFilterValues',
    filter: 'userName eq ann',
    lenient: total,
    expected: 1,
    strict: '400 invalidFilter',
  },
  {
    tolerance: 'comparedValuePaths',
    filter: 'emails[type eq "work"].value eq "ann@x.example"',
    lenient: total,
    expected: 1,
    strict: '400 invalidFilter',
  },
  {
    tolerance: 'freeFormats',
    body: { addresses: [{ type: 'work', country: 'Norway' }] },
    lenient: ({ addresses }) => addresses,
    expected: [{ type: 'work', country: 'Norway' }],
    strict: '400 invalidValue',
  },
]

const ANN: JsonObject = {
  schemas: [USER_SCHEMA],
  userName: 'ann',
  emails: [{ value: 'ann@x.example', type: 'work' }],
}

async function ask(options: ScimServerOptions, { operations, filter, body }: Row): Promise<ScimResponse> {
  const serve = createService(resolveSettings({ ...options, newId: () => 'ann' }))
  const base = 'http://host/scim/v2'
  const request = { headers: {}, base, query: new URLSearchParams() }
  await serve({ ...request, method: 'POST', path: '/Users', body: ANN })
  if (filter !== undefined)
    return serve({ ...request, method: 'GET', path: '/Users', query: new URLSearchParams({ filter }) })
  if (body !== undefined) return serve({ ...request, method: 'PUT', path: '/Users/ann', body: { ...ANN, ...body } })
  const patch = { schemas: [PATCH_OP_MESSAGE], Operations: [...(operations ?? [])] }
  return serve({ ...request, method: 'PATCH', path: '/Users/ann', body: patch })
}

const outcome = ({ status, body }: ScimResponse): string =>
  `${status} ${isJsonObject(body) ? String(body['scimType']) : 'without a body'}`

describe('tolerances', () => {
  for (const row of ROWS) {
    const { tolerance, operations, filter, body, lenient, expected, strict } = row
    it(`${tolerance}: ${JSON.stringify(operations ?? filter ?? body)}`, async () => {
      const accepted = await ask({}, row)
      expect(accepted.status, JSON.stringify(accepted.body)).to.equal(200)
      expect(isJsonObject(accepted.body) ? lenient(accepted.body) : undefined).to.deep.equal(expected)
      expect(outcome(await ask({ leniency: { [tolerance]: false } }, row)), 'without the tolerance').to.equal(strict)
      expect(outcome(await ask({ strict: true }, row)), 'strict').to.equal(strict)
    })
  }

  it('filteredAddsShare: two filtered adds of one request make one element', async () => {
    const operations = ['locality', 'region'].map((part) => ({
      op: 'add',
      path: `addresses[type eq "work"].${part}`,
      value: part,
    }))
    const row: Row = { tolerance: 'filteredAddsShare', operations, lenient: () => 0, expected: 0, strict: '' }
    const together = await ask({}, row)
    expect(together.body).to.deep.include({ addresses: [{ type: 'work', locality: 'locality', region: 'region' }] })
    const apart = await ask({ leniency: { filteredAddsShare: false } }, row)
    expect(apart.body).to.have.property('addresses').with.length(2)
  })

  it('each have a test here', () => {
    const tested = new Set([...ROWS.map(({ tolerance }) => tolerance), 'filteredAddsShare'])
    expect([...tested]).to.have.members(Object.keys(LENIENT))
  })
})
