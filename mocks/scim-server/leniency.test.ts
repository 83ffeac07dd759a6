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
import { settle } from './settings/settings.ts'
import type { ScimResponse } from './wire/message.ts'

interface Row {
  readonly tolerance: keyof Leniency
  /** The operations on a user Ann. */
  readonly operations?: readonly JsonObject[]
  readonly filter?: string
  readonly body?: JsonObject
  /** Returns the relevant part of a lenient server's response. */
  readonly lenient: (body: JsonObject) => unknown
  readonly holds: unknown
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
    holds: 'x',
    strict: '400 invalidSyntax',
  },
  {
    tolerance: 'stringBooleans',
    operations: [{ op: 'replace', path: 'active', value: 'False' }],
    lenient: ({ active }) => active,
    holds: false,
    strict: '400 invalidValue',
  },
  { tolerance: 'stringBooleans', filter: 'active eq "True"', lenient: total, holds: 1, strict: '400 invalidFilter' },
  {
    tolerance: 'valuePathCreates',
    operations: [{ op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }],
    lenient: ({ phoneNumbers }) => phoneNumbers,
    holds: [{ type: 'work', value: '1' }],
    strict: '400 noTarget',
  },
  {
    tolerance: 'dottedKeys',
    operations: [{ op: 'replace', value: { 'name.givenName': 'Anna' } }],
    lenient: ({ name }) => name,
    holds: { givenName: 'Anna' },
    strict: '400 invalidPath',
  },
  {
    tolerance: 'urnKeys',
    operations: [{ op: 'replace', value: { [`${ENTERPRISE_USER_SCHEMA}:department`]: 'R&D' } }],
    lenient: enterprise,
    holds: { department: 'R&D' },
    strict: '400 invalidPath',
  },
  {
    tolerance: 'bareComplexValue',
    operations: [{ op: 'add', path: MANAGER, value: 'boss' }],
    lenient: managed,
    holds: 'boss',
    strict: '400 invalidValue',
  },
  {
    tolerance: 'bareComplexValue',
    operations: [{ op: 'add', path: MANAGER, value: [{ $ref: 'http://x', value: 'boss' }] }],
    lenient: managed,
    holds: 'boss',
    strict: '400 invalidValue',
  },
  {
    tolerance: 'removeByValue',
    operations: [{ op: 'remove', path: 'emails', value: [{ value: 'ann@x.example' }] }],
    lenient: ({ emails }) => emails,
    holds: undefined,
    strict: '400 invalidValue',
  },
  {
    tolerance: 'filterOnSingular',
    operations: [{ op: 'remove', path: `${MANAGER}[value eq "boss"]` }],
    lenient: managed,
    holds: undefined,
    strict: '400 invalidPath',
  },
  {
    tolerance: 'bareExtensionNames',
    operations: [{ op: 'add', path: 'department', value: 'R&D' }],
    lenient: enterprise,
    holds: { department: 'R&D' },
    strict: '400 invalidPath',
  },
  { tolerance: 'bareExtensionNames', filter: 'department pr', lenient: total, holds: 0, strict: '400 invalidFilter' },
  {
    tolerance: 'unquotedFilterValues',
    filter: 'userName eq ann',
    lenient: total,
    holds: 1,
    strict: '400 invalidFilter',
  },
  {
    tolerance: 'comparedValuePaths',
    filter: 'emails[type eq "work"].value eq "ann@x.example"',
    lenient: total,
    holds: 1,
    strict: '400 invalidFilter',
  },
  {
    tolerance: 'freeFormats',
    body: { addresses: [{ type: 'work', country: 'Norway' }] },
    lenient: ({ addresses }) => addresses,
    holds: [{ type: 'work', country: 'Norway' }],
    strict: '400 invalidValue',
  },
]

const ANN: JsonObject = {
  schemas: [USER_SCHEMA],
  userName: 'ann',
  emails: [{ value: 'ann@x.example', type: 'work' }],
}

async function ask(options: ScimServerOptions, { operations, filter, body }: Row): Promise<ScimResponse> {
  const serve = createService(settle({ ...options, newId: () => 'ann' }))
  const base = 'http://host/scim/v2'
  const request = { headers: {}, base, query: new URLSearchParams() }
  await serve({ ...request, method: 'POST', path: '/Users', body: ANN })
  if (filter !== undefined)
    return serve({ ...request, method: 'GET', path: '/Users', query: new URLSearchParams({ filter }) })
  if (body !== undefined) return serve({ ...request, method: 'PUT', path: '/Users/ann', body: { ...ANN, ...body } })
  const patch = { schemas: [PATCH_OP_MESSAGE], Operations: [...(operations ?? [])] }
  return serve({ ...request, method: 'PATCH', path: '/Users/ann', body: patch })
}

const told = ({ status, body }: ScimResponse): string =>
  `${status} ${isJsonObject(body) ? String(body['scimType']) : 'without a body'}`

describe('tolerances', () => {
  for (const row of ROWS) {
    const { tolerance, operations, filter, body, lenient, holds, strict } = row
    it(`${tolerance}: ${JSON.stringify(operations ?? filter ?? body)}`, async () => {
      const taken = await ask({}, row)
      expect(taken.status, JSON.stringify(taken.body)).to.equal(200)
      expect(isJsonObject(taken.body) ? lenient(taken.body) : undefined).to.deep.equal(holds)
      expect(told(await ask({ leniency: { [tolerance]: false } }, row)), 'without the tolerance').to.equal(strict)
      expect(told(await ask({ strict: true }, row)), 'strict').to.equal(strict)
    })
  }

  it('filteredAddsShare: two filtered adds of one request make one element', async () => {
    const operations = ['locality', 'region'].map((part) => ({
      op: 'add',
      path: `addresses[type eq "work"].${part}`,
      value: part,
    }))
    const row: Row = { tolerance: 'filteredAddsShare', operations, lenient: () => 0, holds: 0, strict: '' }
    const together = await ask({}, row)
    expect(together.body).to.deep.include({ addresses: [{ type: 'work', locality: 'locality', region: 'region' }] })
    const apart = await ask({ leniency: { filteredAddsShare: false } }, row)
    expect(apart.body).to.have.property('addresses').with.length(2)
  })

  it('are all shown here', () => {
    const shown = new Set([...ROWS.map(({ tolerance }) => tolerance), 'filteredAddsShare'])
    expect([...shown]).to.have.members(Object.keys(LENIENT))
  })
})
