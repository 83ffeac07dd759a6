import { expect } from 'chai'
import fc from 'fast-check'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../protocol/index.ts'
import { listenScimServer, memoryStore, sqliteStore } from './index.ts'
import { createService } from './service.ts'
import { resolveSettings } from './settings/settings.ts'
import type { ScimRequest, ScimResponse } from './wire/message.ts'

/** Names that have a meaning in JavaScript or in SCIM, and others. */
const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    'toString',
    'valueOf',
    'userName',
    'active',
    'name.givenName',
    'emails',
    'emails.value',
    'members',
    'members.value',
    'meta',
    'meta.created',
    'id',
    'schemas',
    'password',
    'groups',
    'manager',
    'x509Certificates',
    USER_SCHEMA,
    ENTERPRISE_USER_SCHEMA,
    `${ENTERPRISE_USER_SCHEMA}:manager`,
    `${ENTERPRISE_USER_SCHEMA}:__proto__`,
    'name.__proto__',
    'name.constructor',
    '',
    ' ',
    '.',
    '[',
    ']',
    '$ref',
  ),
  fc.string({ maxLength: 12 }),
)
const literal = fc.oneof(
  fc.constantFrom(
    '"x"',
    '1',
    '-1e999',
    'true',
    'null',
    '""',
    '"\\ud800"',
    '"\\',
    '2020-01-01T00:00:00Z',
    '"2020-13-01T00:00:00Z"',
  ),
  fc.string({ maxLength: 8 }),
)
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'xx', '')
const comparison = fc.tuple(name, operator, literal).map((parts) => parts.join(' '))
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.tuple(tie('filter'), fc.constantFrom(' and ', ' or ', ' '), tie('filter')).map((parts) => parts.join('')),
    tie('filter').map((inside) => `not (${inside})`),
    tie('filter').map((inside) => `(${inside}`),
    fc.tuple(name, tie('filter')).map(([path, inside]) => `${path}[${inside}]`),
    fc.tuple(name, tie('filter'), name).map(([path, inside, sub]) => `${path}[${inside}].${sub}`),
  ),
}))
const path = fc.oneof(
  name,
  filter,
  fc.tuple(name, comparison).map(([head, inside]) => `${head}[${inside}]`),
)

/** Parses a value so that keys such as `__proto__` become members, as with JSON.parse. */
const asParsed = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value) ?? 'null') as JsonValue
const objectOf = (entries: readonly (readonly [string, unknown])[]): JsonValue =>
  JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value ?? null)}`).join(',')}}`)

const leaf = fc.oneof(
  fc.string({ maxLength: 10 }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('True', 'false', 'bulkId:a', 'bulkId:', '2819c223'),
)
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(name, fc.constantFrom('value', 'type', 'primary', 'display')), tie('value')), {
        maxLength: 4,
      })
      .map(objectOf),
  ),
}))
const resource = fc
  .tuple(
    fc.constantFrom([USER_SCHEMA], [GROUP_SCHEMA], [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], [], 'x', null),
    fc.array(fc.tuple(name, value), { maxLength: 6 }),
    fc.string({ maxLength: 6 }),
  )
  .map(([schemas, entries, userName]) =>
    objectOf([['schemas', schemas], ['userName', userName], ['displayName', userName], ...entries]),
  )
const operations = fc
  .array(
    fc.record({
      op: fc.constantFrom('add', 'replace', 'remove', 'Add', 'move', null),
      path: fc.option(path),
      value: fc.option(value),
    }),
    {
      maxLength: 4,
    },
  )
  .map((Operations) => asParsed({ schemas: [PATCH_OP_MESSAGE], Operations }))
const bulk = fc
  .tuple(
    fc.array(
      fc.record({
        method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET', 7),
        path: fc.constantFrom('/Users', '/Users/known', '/Groups/known', '/Bulk', '/Users/bulkId:a', '', '/__proto__'),
        bulkId: fc.constantFrom('a', 'b', '__proto__', '', undefined),
        data: fc.oneof(resource, operations, value),
      }),
      { maxLength: 4 },
    ),
    fc.constantFrom(undefined, 1, 0, 'x'),
  )
  .map(([Operations, failOnErrors]) =>
    asParsed({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], failOnErrors, Operations }),
  )
const search = fc
  .record({
    filter: fc.option(filter),
    sortBy: fc.option(path),
    attributes: fc.option(value),
    count: fc.option(leaf),
    cursor: fc.option(leaf),
  })
  .map((request) => asParsed({ schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], ...request }))

type Asked = Pick<ScimRequest, 'method' | 'path'> & {
  readonly query?: Record<string, string>
  readonly body?: JsonValue
}

const target = fc.constantFrom(
  '/Users/known',
  '/Groups/known',
  '/Users/__proto__',
  '/Users/constructor',
  '/Me',
  '/Users/%00',
  '/Users/%',
)
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    method: fc.constantFrom('GET', 'HEAD'),
    path: fc.constantFrom(
      '/Users',
      '/Groups',
      '/',
      '/Users/known',
      '/Schemas',
      '/__proto__',
      '/constructor/x',
      '/ResourceTypes/__proto__',
    ),
    query: fc.dictionary(
      fc.constantFrom(
        'filter',
        'sortBy',
        'sortOrder',
        'startIndex',
        'count',
        'cursor',
        'attributes',
        'excludedAttributes',
      ),
      fc.oneof(
        filter,
        path,
        fc.string({ maxLength: 8 }),
        fc.constantFrom('1', '-1', '0', '1e9', '99999999999999999999', 'descending'),
      ),
    ),
  }),
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/Users', '/Groups'),
    body: fc.oneof(resource, value),
  }),
  fc.record({ method: fc.constant('PUT'), path: target, body: fc.oneof(resource, value) }),
  {
    weight: 3,
    arbitrary: fc.record({ method: fc.constant('PATCH'), path: target, body: fc.oneof(operations, value) }),
  },
  fc.record({ method: fc.constant('POST'), path: fc.constant('/Bulk'), body: fc.oneof(bulk, value) }),
  fc.record({
    method: fc.constant('POST'),
    path: fc.constantFrom('/.search', '/Users/.search', '/__proto__/.search'),
    body: fc.oneof(search, value),
  }),
  fc.record({ method: fc.constantFrom('DELETE', 'OPTIONS', 'TRACE', ''), path: target }),
)

describe('random requests to the SCIM server', () => {
  for (const [store, open] of Object.entries({ memory: memoryStore, SQLite: () => sqliteStore() })) {
    for (const strict of [false, true]) {
      it(`cause no internal error (${strict ? 'strict' : 'lenient'}, ${store})`, async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(asked, { minLength: 1, maxLength: 6 }), async (requests) => {
            const faults: unknown[] = []
            const serve = createService(
              resolveSettings({ strict, store: open(), newId: known(), onFault: (error) => void faults.push(error) }),
            )
            for (const body of [
              { schemas: [USER_SCHEMA], userName: 'known', emails: [{ value: 'a@b.c', type: 'work' }] },
              { schemas: [GROUP_SCHEMA], displayName: 'known', members: [{ value: 'known' }] },
            ])
              await serve(
                complete({ method: 'POST', path: body.schemas[0] === USER_SCHEMA ? '/Users' : '/Groups', body }),
              )
            for (const request of requests) {
              const response = await serve(complete(request))
              expect(faults.map(String), JSON.stringify(request)).to.deep.equal([])
              expect(response.status, JSON.stringify(request)).to.satisfy(
                (status: number) => status < 500 || status === 501,
              )
              assertError(response)
            }
            expect(Object.keys(Object.prototype)).to.deep.equal([])
            expect({}).to.not.have.property('polluted')
          }),
          { numRuns: 400 },
        )
      })
    }
  }
})

/** The first User and the first Group are called `known`, the others by number. */
function known(): () => string {
  let made = 0
  return () => {
    made += 1
    return made <= 2 ? 'known' : `made-${made}`
  }
}

function complete({ query = {}, ...request }: Asked): ScimRequest {
  return { ...request, query: new URLSearchParams(query), headers: {}, base: 'http://host/scim/v2' }
}

function assertError({ status, body }: ScimResponse): void {
  if (status < 400) return
  expect(body).to.include({ status: String(status) })
  expect((body as JsonObject)['schemas']).to.deep.equal(['urn:ietf:params:scim:api:messages:2.0:Error'])
}

describe('a malicious request', () => {
  const send = async (url: string, method: string, body?: string): Promise<{ status: number; body: JsonObject }> => {
    const response = await fetch(url, {
      method,
      headers: { 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, body: (await response.json()) as JsonObject }
  }
  const create = (userName: string): string => JSON.stringify({ schemas: [USER_SCHEMA], userName })

  it('is rejected with a SCIM error and changes nothing', async () => {
    await using server = await listenScimServer()
    const users = `${server.url}/Users`
    const { body: ann } = await send(users, 'POST', create('ann'))
    const one = `${users}/${ann['id']}`
    const patched = (path: string): string =>
      JSON.stringify({ schemas: [PATCH_OP_MESSAGE], Operations: [{ op: 'add', path, value: { polluted: true } }] })
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`
    for (const [method, url, body] of [
      ['GET', `${users}?filter=${encodeURIComponent(`userName eq "${'x'.repeat(10_240)}"`)}`],
      ['GET', `${users}?filter=${encodeURIComponent(`${'('.repeat(1000)}userName pr${')'.repeat(1000)}`)}`],
      ['GET', `${users}?filter=${encodeURIComponent(`${'not ('.repeat(500)}userName pr${')'.repeat(500)}`)}`],
      ['POST', users, JSON.stringify({ schemas: [USER_SCHEMA], userName: 'x'.repeat(10 * 1024 * 1024) })],
      ['PATCH', one, patched('__proto__')],
      ['PATCH', one, patched('constructor.prototype')],
      ['PATCH', one, patched('name.__proto__')],
      ['PATCH', one, patched(`${ENTERPRISE_USER_SCHEMA}:__proto__`)],
      ['PATCH', one, patched('emails[__proto__ eq "x"].value')],
      [
        'PATCH',
        one,
        `{"schemas":["${PATCH_OP_MESSAGE}"],"Operations":[{"op":"add","value":{"__proto__":{"polluted":true}}}]}`,
      ],
      ['POST', users, `{"schemas":["${USER_SCHEMA}"],"userName":"deep","emails":${deep}}`],
    ] as const) {
      const answer = await send(url, method, body)
      expect(answer.status, `${method} ${url.slice(0, 120)} ${body?.slice(0, 120)}`).to.be.within(400, 413)
      expect(answer.body['schemas']).to.deep.equal(['urn:ietf:params:scim:api:messages:2.0:Error'])
    }
    const { body: all } = await send(users, 'GET')
    expect(all['Resources']).to.deep.equal([ann])
    expect({}).to.not.have.property('polluted')
  })

  it('with names of JavaScript properties is treated like one with unknown members', async () => {
    await using server = await listenScimServer()
    const body = `{"schemas":["${USER_SCHEMA}"],"userName":"eve","__proto__":{"polluted":true},"constructor":{"x":1}}`
    const { status, body: eve } = await send(`${server.url}/Users`, 'POST', body)
    expect(status).to.equal(201)
    expect(Object.keys(eve)).to.have.members(['schemas', 'id', 'userName', 'active', 'meta'])
    expect({}).to.not.have.property('polluted')
  })
})
