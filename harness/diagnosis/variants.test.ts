import { expect } from 'chai'
import fc from 'fast-check'
import {
  ENTERPRISE_USER_SCHEMA,
  GROUP_SCHEMA,
  type JsonObject,
  type JsonValue,
  PATCH_OP_MESSAGE,
  USER_SCHEMA,
} from '../../mocks/protocol/index.ts'
import { listenScimServer } from '../../mocks/scim-server/index.ts'
import { createTransport, type HttpRequest } from '../../mocks/transport/index.ts'
import { effectsOfPatch } from './effect.ts'
import { missingEffects } from './judge-effect.ts'
import { bodyOf, operationsOf } from './request-parts.ts'
import type { Variant } from './variant.ts'
import { variants } from './variants.ts'

const HEADERS = {
  accept: 'application/scim+json',
  adscimversion: '6.0',
  authorization: 'Bearer t',
  'content-type': 'application/scim+json; charset=utf-8',
}
const request = (method: string, path: string, body?: JsonValue): HttpRequest => ({
  method,
  url: `https://scim.example/scim/v2${path}`,
  headers: HEADERS,
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
})
const patchOf = (...operations: JsonObject[]): JsonObject => ({ schemas: [PATCH_OP_MESSAGE], Operations: operations })

const path = fc.constantFrom(
  'active',
  'displayName',
  'username',
  'title',
  'name.givenName',
  'name',
  'emails',
  'emails.value',
  'emails[type eq "work"].value',
  'emails[type EQ "work"]',
  "emails[type eq 'work'].value",
  'emails[type eq work].value',
  'addresses[type eq "work"].locality',
  'roles[primary eq "True"].value',
  'emails[type eq "work" and primary eq true].value',
  'members',
  'members[value eq "2819c"]',
  'manager',
  'manager[value eq "2819c"]',
  'department',
  ENTERPRISE_USER_SCHEMA,
  `${ENTERPRISE_USER_SCHEMA}:department`,
  `${ENTERPRISE_USER_SCHEMA}:manager`,
  `${ENTERPRISE_USER_SCHEMA}:manager.value`,
  `${USER_SCHEMA}:userName`,
  'urn:acme:2.0:User:badge',
  'urn:acme',
  '__proto__',
  '',
  '[',
  ']',
  'a.b.c',
)
const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>('True', 'False', true, false, 'x', '2819c', '42', 42, null, '', 'a@b.c'),
  fc.constantFrom<JsonValue>(
    [{ value: '2819c' }],
    [{ value: '2819c', $ref: null }],
    { value: '2819c' },
    ['2819c', '3000'],
    [{ value: 'a' }, { value: 'b' }],
    [],
    { givenName: 'x', familyName: 'y' },
    { 'name.givenName': 'x', displayName: 'y', [`${ENTERPRISE_USER_SCHEMA}:department`]: 'z' },
    { [ENTERPRISE_USER_SCHEMA]: { department: 'z', manager: 'm' } },
    { 'emails[type eq "work"].value': 'x' },
    JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}') as JsonObject,
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<JsonValue>,
)
const operation = fc.record(
  { op: fc.constantFrom('Add', 'Replace', 'Remove', 'add', 'replace', 'remove', 'move', 7), path, value },
  { requiredKeys: ['op'] },
) as fc.Arbitrary<JsonObject>
const schemas = fc.constantFrom<JsonValue>(
  [PATCH_OP_MESSAGE],
  [USER_SCHEMA],
  [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
  [],
  'x',
)
const patch = fc
  .record({ schemas, Operations: fc.array(operation, { maxLength: 4 }) }, { requiredKeys: ['Operations'] })
  .map((body) => request('PATCH', '/Users/1', body as JsonObject))
const attributes = fc.record(
  {
    schemas,
    userName: fc.constantFrom<JsonValue>('jane', 'jane@x.example', '', 7, null),
    externalId: value,
    active: value,
    roles: value,
    emails: fc.constant<JsonValue>([{ primary: true, type: 'work', value: 'a@b.c', display: null }]),
    name: value,
    DisplayName: value,
    [ENTERPRISE_USER_SCHEMA]: fc.constantFrom<JsonValue>(
      { manager: 'm', department: 'd' },
      { manager: { value: 'm' } },
      'x',
    ),
  },
  { requiredKeys: [] },
)
const post = fc
  .tuple(fc.constantFrom('POST', 'PUT'), attributes)
  .map(([method, body]) => request(method, '/Users', body as JsonObject))
const query = fc
  .tuple(
    fc.constantFrom('/Users', '/Groups', '/.search'),
    path,
    fc.constantFrom('eq', 'EQ', 'co'),
    fc.constantFrom('"x"', "'x'", 'x', '"A b"', 'true', '"%"', '7'),
    fc.constantFrom('&count=5', '&startIndex=1&excludedAttributes=members', '', '&attributes=id'),
    fc.boolean(),
  )
  .map(([at, left, operator, right, rest, isPlus]) => {
    const filter = encodeURIComponent(`${left} ${operator} ${right}`)
    return request('GET', `${at}?filter=${isPlus ? filter.replaceAll('%20', '+') : filter}${rest}`)
  })
const anything = fc
  .tuple(fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'), fc.oneof(fc.json(), fc.string()), fc.webPath())
  .map(([method, body, at]): HttpRequest => ({ ...request(method, at), body }))
const anyRequest = fc.oneof(patch, post, query, anything)

function frozen<T>(tree: T): T {
  if (typeof tree === 'object' && tree !== null) for (const inner of Object.values(tree)) frozen(inner)
  return Object.freeze(tree)
}

/** Returns the places in which two requests differ. */
function differences(one: HttpRequest, other: HttpRequest): string[] {
  const found: string[] = []
  if (one.method !== other.method) found.push('method')
  if (one.url !== other.url) found.push('url')
  const names = new Set([...Object.keys(one.headers), ...Object.keys(other.headers)])
  for (const name of names) if (one.headers[name] !== other.headers[name]) found.push(`header ${name}`)
  if (one.body === other.body) return found
  const [body, otherBody] = [bodyOf(one) ?? {}, bodyOf(other) ?? {}]
  const members = new Set([...Object.keys(body), ...Object.keys(otherBody)])
  for (const name of members) {
    if (JSON.stringify(body[name]) === JSON.stringify(otherBody[name])) continue
    if (name !== 'Operations') found.push(one.method === 'PATCH' ? `body ${name}` : 'body')
    else {
      const [operations, otherOperations] = [operationsOf(body) ?? [], operationsOf(otherBody) ?? []]
      const isOne = operations.length === otherOperations.length
      const keys = operations.flatMap((left, index) =>
        ['op', 'path', 'value'].filter(
          (key) => JSON.stringify(left[key]) !== JSON.stringify(otherOperations[index]?.[key]),
        ),
      )
      // The form of a value follows from the form of its path.
      const points = new Set(keys.map((key) => (key === 'op' ? 'verb' : 'target')))
      if (!isOne) points.delete('verb')
      found.push(
        ...[...points].map((point) => `operations ${point}`),
        ...(isOne || points.size > 0 ? [] : ['operations']),
      )
    }
  }
  return [...new Set(found)]
}

/** Rows in which the op and the value are a single point. */
const VERB_AND_VALUE = new Set(['remove for a replace with an empty value'])

describe('the table of variants', () => {
  it('has one name per variant and method', () => {
    const names = variants.flatMap(({ name, methods }) => methods.map((method) => `${method} ${name}`))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([])
    expect(new Set(variants.map(({ name }) => name)).size).to.be.at.least(60)
  })

  it('changes one point, without side effects, into valid JSON', () => {
    fc.assert(
      fc.property(anyRequest, (original) => {
        frozen(original)
        for (const variant of variants) {
          if (!variant.methods.includes(original.method)) continue
          const changed = variant.change(original)
          expect(JSON.stringify(variant.change(original)), variant.name).to.equal(JSON.stringify(changed))
          if (changed === undefined) continue
          const text = `${variant.name}: ${JSON.stringify(original)} → ${JSON.stringify(changed)}`
          const points = differences(original, changed).filter(
            (point) => !VERB_AND_VALUE.has(variant.name) || point !== 'operations target',
          )
          expect(points.length, `${text}: ${points.join(', ')}`).to.equal(1)
          if (changed.body !== undefined && changed.body !== original.body) JSON.parse(changed.body)
          expect(new URL(changed.url).origin).to.equal(new URL(original.url).origin)
          expect(changed.headers['authorization']).to.equal('Bearer t')
          const { right, wrong } = variant.halves(original)
          expect(right, text).to.be.a('string').and.not.equal('')
          expect(wrong, text).to.be.a('string').and.not.equal('')
        }
      }),
      { numRuns: 300 },
    )
  })

  it('has no row that never applies', () => {
    const samples = [
      ...fc.sample(anyRequest, { seed: 14, numRuns: 1500 }),
      { ...request('POST', '/Users', {}), headers: { 'content-type': 'application/json' } },
      request('GET', '/Users?sortBy=userName'),
    ]
    const unused = variants.filter(({ methods, change }) =>
      samples.every((one) => !methods.includes(one.method) || change(one) === undefined),
    )
    const isListed = ({ drops }: Variant): boolean => drops !== undefined
    expect(unused.filter((row) => !isListed(row)).map(({ name }) => name)).to.deep.equal([])
  })

  it('makes a correct server do the same', async () => {
    await using server = await listenScimServer()
    await using transport = createTransport()
    const send = async (method: string, at: string, body?: JsonObject) => {
      const answer = await transport.send({
        method,
        url: `${server.url}${at}`,
        headers: HEADERS,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: answer.body === '' ? {} : (JSON.parse(answer.body) as JsonObject) }
    }
    let count = 0
    const make = async (kind: 'User' | 'Group', members: readonly string[]): Promise<string> => {
      count += 1
      const body =
        kind === 'User'
          ? {
              schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
              userName: `user${count}`,
              emails: [{ type: 'home', value: `h${count}@x.example` }],
              ...(members.length === 0 ? {} : { [ENTERPRISE_USER_SCHEMA]: { manager: { value: members[0] } } }),
            }
          : { schemas: [GROUP_SCHEMA], displayName: `group${count}`, members: members.map((one) => ({ value: one })) }
      const made = await send('POST', `/${kind}s`, body)
      return `/${kind}s/${String(made.body['id'])}`
    }
    const idOf = (at: string): string => at.split('/').at(-1) ?? ''
    const [first, second] = [idOf(await make('User', [])), idOf(await make('User', []))]
    const urn = ENTERPRISE_USER_SCHEMA
    const samples: readonly (readonly ['User' | 'Group', ...JsonObject[]])[] = [
      ['User', { op: 'Replace', path: 'active', value: 'False' }],
      ['User', { op: 'replace', value: { active: false, 'name.givenName': 'Kkom', [`${urn}:department`]: 'Retail' } }],
      ['User', { op: 'Add', path: 'emails[type eq "work"].value', value: 'w@x.example' }],
      [
        'User',
        { op: 'Add', path: 'addresses[type eq "work"].formatted', value: '18/2111' },
        { op: 'Add', path: 'addresses[type eq "work"].locality', value: 'Oslo' },
      ],
      [
        'User',
        { op: 'Replace', path: 'name.familyName', value: 'Doe' },
        { op: 'Replace', path: 'title', value: 'Boss' },
      ],
      ['User', { op: 'replace', path: 'name', value: { givenName: 'A', familyName: 'B' } }],
      ['User', { op: 'Add', path: `${urn}:department`, value: 'Retail' }],
      ['User', { op: 'replace', path: `${urn}:employeeNumber`, value: '42' }],
      ['User', { op: 'replace', value: { [urn]: { organization: 'S' } } }],
      ['User', { op: 'Add', path: `${urn}:manager`, value: first }],
      ['User', { op: 'Add', path: 'manager', value: [{ value: first, $ref: `${server.url}/Users/${first}` }] }],
      ['User', { op: 'remove', path: `manager[value eq "${second}"]` }],
      ['User', { op: 'Replace', path: `${urn}:manager`, value: '' }],
      ['User', { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Admin' }],
      ['User', { op: 'replace', path: 'displayname', value: 'D' }],
      ['Group', { op: 'Add', path: 'members', value: [{ $ref: null, value: first }] }],
      ['Group', { op: 'Remove', path: 'members', value: [{ value: second }] }],
      ['Group', { op: 'remove', path: `members[value eq "${second}"]` }],
      ['Group', { op: 'replace', path: 'members', value: [{ value: first }] }],
    ]
    let accepted = 0
    for (const [kind, ...operations] of samples) {
      const original = request('PATCH', '/x', patchOf(...operations))
      const same: Variant = {
        name: 'as it is',
        methods: ['PATCH'],
        change: (one) => one,
        halves: () => ({ right: '', wrong: '' }),
      }
      for (const variant of [same, ...variants.filter(({ methods }) => methods.includes('PATCH'))]) {
        const changed = variant.change(original)
        if (changed?.body === undefined) continue
        const at = await make(kind, [second])
        const answer = await send('PATCH', at, JSON.parse(changed.body) as JsonObject)
        const text = `${variant.name}: ${changed.body} → ${answer.status} ${JSON.stringify(answer.body)}`
        if (variant === same) expect(answer.status, text).to.be.below(300)
        if (answer.status > 299) continue
        accepted += 1
        const shown = (await send('GET', at)).body
        expect(
          missingEffects(effectsOfPatch(patchOf(...operations)), shown),
          `${text}: ${JSON.stringify(shown)}`,
        ).to.deep.equal([])
      }
    }
    expect(accepted).to.be.above(100)
  })
})
