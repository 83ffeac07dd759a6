import { expect } from 'chai'
import fc from 'fast-check'
import type { Operation } from './api/operation.ts'
import { createJumpCloudApi, type JumpCloudStore } from './index.ts'
import { serviceParts } from './jumpcloud-api.ts'
import { createApiRecorder } from './recorder/recorder.ts'
import { RESOURCES } from './service/operations.ts'
import { createService, type Service } from './service/service.ts'
import type { JsonObject, JsonValue } from './wire/json.ts'

const KEY = 'jca_000000000000000000000000000000000001'
const SOMEONE = '5f00000000000000000000aa'

/** Names that have a meaning in the API, in JavaScript or in SQL, and names that have none. */
const name = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'username',
    'email',
    'state',
    'suspended',
    'manager',
    'attributes',
    'addresses',
    'addresses.locality',
    'mfa',
    'mfa.exclusionDays',
    'password',
    'employeeIdentifier',
    'unix_uid',
    'restrictedFields',
    'ssh_keys',
    'externally_managed',
    'recoveryEmail',
    '_id',
    'id',
    'and',
    'or',
    '$and',
    '$where',
    'user_ids',
    'start_date',
    'op',
    'type',
    'name',
    'settings',
    'sharedSecret',
    'service',
    'start_time',
    'search_term',
    'filter',
    'searchFilter',
    'fields',
    'limit',
    'skip',
    'sort',
    "x'); DROP TABLE jumpcloud_users; --",
    '',
    ' ',
    '.',
    '$',
    '..',
  ),
  fc.string({ maxLength: 12 }),
)
const text = fc.oneof(
  fc.constantFrom(
    'jane',
    'JANE',
    'jane@contoso.example',
    'a b',
    '\u0000',
    '\ud800',
    '😀',
    SOMEONE,
    'STAGED',
    'ACTIVATED',
    'SUSPENDED',
    'true',
    'null',
    '1e999',
    '-1',
    '2026-03-01T12:00:00Z',
    '9999-99-99T99:99:99Z',
    '(?i)^x$',
    '(a*)*b',
    '(((((((((a{1000}){1000}',
    '[',
    'username:$eq:jane',
    'user',
    'add',
    'all',
    'directory',
    'DYNAMIC_AUTOMATED',
    'x'.repeat(1025),
  ),
  fc.string({ maxLength: 30, unit: 'binary' }),
)
const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom<JsonValue>(null, true, false, 0, -1, 1.5, 2 ** 53, Number.MAX_VALUE, [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        name,
        fc.constantFrom('$eq', '$ne', '$gt', '$in', '$nin', '$regex', '$not', '$exists', '$options', '$contains'),
      ),
      tie('value'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
}))

/** A body that is right, or nearly so: a few of its members are anything. */
const right = fc.record(
  {
    username: fc.stringMatching(/^[a-z]{1,3}$/),
    email: fc.stringMatching(/^[a-z]{1,3}@x\.example$/),
    firstname: fc.string({ maxLength: 5, unit: 'binary' }),
    employeeIdentifier: fc.stringMatching(/^[0-9]?$/),
    state: fc.constantFrom('STAGED', 'ACTIVATED', 'SUSPENDED'),
    suspended: fc.boolean(),
    account_locked: fc.boolean(),
    password: fc.string({ maxLength: 5 }),
    manager: fc.constantFrom('', null),
    attributes: fc.array(
      fc.record({
        name: fc.oneof({ arbitrary: fc.stringMatching(/^[a-z]{1,4}$/), weight: 9 }, text),
        value: fc.string({ maxLength: 5 }),
      }),
      {
        maxLength: 3,
      },
    ),
    addresses: fc.array(fc.dictionary(name, fc.string(), { maxKeys: 2, noNullPrototype: true }), { maxLength: 2 }),
    mfa: fc.record({ exclusion: fc.boolean(), exclusionDays: fc.constantFrom(1, '2') }, { requiredKeys: [] }),
    externally_managed: fc.boolean(),
    unix_uid: fc.integer({ min: 1, max: 2 ** 31 }),
  },
  { requiredKeys: ['username', 'email'] },
)
const user = fc
  .tuple(
    right,
    fc.dictionary(name, fc.oneof(value, text), { maxKeys: 2, noNullPrototype: true }),
    fc.integer({ min: 0, max: 3 }),
  )
  .map(([body, wrong, chance]) => (chance > 0 ? body : { ...body, ...wrong }) as JsonObject)
const anyBody = fc.oneof(
  { arbitrary: user, weight: 3 },
  fc.dictionary(name, value, { maxKeys: 5, noNullPrototype: true }),
  value,
  fc.array(user, { maxLength: 3 }),
)
const query = fc.array(
  fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'limit',
        'skip',
        'sort',
        'fields',
        'filter',
        'filter[0]',
        'filter[]',
        'search',
        'search[searchTerm]',
        'search[fields][]',
        'cascade_manager',
        'fullValidationDetails',
        'targets',
        'users',
        'userid',
        'suppressEmail',
      ),
      name,
    ),
    fc.oneof(
      text,
      fc
        .tuple(name, fc.constantFrom(':$eq:', ':eq:', ':$regex:', ':$gt:', ':in:', ':between:', ':', '::'), text)
        .map((parts) => parts.join('')),
    ),
  ),
  { maxLength: 4 },
)
const headers = fc.dictionary(
  fc.constantFrom(
    'x-api-key',
    'authorization',
    'x-org-id',
    'creation-source',
    'x-unfiltered-total-count',
    'user-agent',
  ),
  fc.oneof(
    text,
    fc.constantFrom('Bearer x', 'Basic ===', 'Basic eDp5', '5f0000000000000000000001', 'jumpcloud:scim', ''),
  ),
  { maxKeys: 2, noNullPrototype: true },
)

const OPERATIONS = RESOURCES.flatMap(({ operations }) => operations)

interface Subject extends Disposable {
  readonly service: Service
  readonly store: JumpCloudStore
  readonly faults: unknown[]
}

function subject(): Subject {
  const { store } = createJumpCloudApi({ apiKey: KEY })
  const faults: unknown[] = []
  const service = createService(
    serviceParts(store, createApiRecorder(), { onFault: (error) => void faults.push(error) }),
  )
  return {
    service,
    store,
    faults,
    [Symbol.dispose]: () => {
      service.close()
      store.close()
    },
  }
}

const encoded = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.length === 0
    ? ''
    : `?${pairs.map(([key, one]) => `${encodeURIComponent(key.toWellFormed())}=${encodeURIComponent(one.toWellFormed())}`).join('&')}`

describe('the API with random requests', () => {
  it('has no internal error in any operation', () => {
    using fuzzed = subject()
    const { service, faults } = fuzzed
    const request = fc.record({
      operation: fc.constantFrom(...OPERATIONS),
      body: anyBody,
      query,
      more: headers,
      id: fc.oneof(fc.constantFrom(SOMEONE, '', 'x', '__proto__', '5f0000000000000000000001'), text),
    })
    fc.assert(
      fc.property(request, ({ operation, body, query: pairs, more, id }) => {
        const { answer } = perform(service, operation, body, pairs, { 'x-api-key': KEY, ...more }, id)
        expect(faults.map(String), operation.id).to.deep.equal([])
        expect(answer?.status).to.be.within(200, 499)
      }),
      { numRuns: 4000 },
    )
  })

  it('stores no user who violates the table', () => {
    using fuzzed = subject()
    const { service, store, faults } = fuzzed
    const [post, put] = ['systemusers_post', 'systemusers_put'].map((id) => OPERATIONS.find((one) => one.id === id))
    const change = fc.record({ isNew: fc.boolean(), body: user, query })
    let [taken, rejected] = [0, 0]
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        for (const { isNew, body, query: pairs } of changes) {
          const known = store.list()
          const target = known.at(-1)
          const operation = isNew || target === undefined ? post : put
          if (operation === undefined) throw new Error('unknown operation')
          const { answer } = perform(service, operation, body, pairs, { 'x-api-key': KEY }, target?._id ?? '')
          expect(faults.map(String), JSON.stringify(body)).to.deep.equal([])
          if (answer?.status === 200) taken += 1
          else rejected += 1
          // A rejected request must change nothing.
          if (answer?.status !== 200) expect(store.list()).to.deep.equal(known)
        }
        expectTable(store)
        for (const one of store.list()) store.users.remove(one)
      }),
      { numRuns: 500 },
    )
    // Both must have been tried for the test to be meaningful.
    expect(taken).to.be.greaterThan(100)
    expect(rejected).to.be.greaterThan(100)
  })
})

describe('the API over HTTP with random requests', () => {
  it('returns a 4xx status, and continues to work', async () => {
    const faults: unknown[] = []
    const api = createJumpCloudApi({ apiKey: KEY, onFault: (error) => void faults.push(error) })
    await using listening = await api.listen()
    const bodies = fc.oneof(
      fc.json(),
      fc.string({ maxLength: 40 }),
      fc.constantFrom('{', '[', '{"a":', '"\\ud800"', '['.repeat(20_000)),
    )
    const paths = fc.oneof(
      fc.constantFrom(
        '/api/systemusers',
        '/api/search/systemusers',
        '/api/v2/bulk/users',
        '/oauth2/token',
        '/insights/directory/v1/events',
        '/api/%E0%A4%A',
        '/api/systemusers/%00',
        '//',
        '/login',
        '/openapi.json',
      ),
      fc.webPath(),
    )
    const types = fc.constantFrom(
      'application/json',
      'application/json; charset=utf-9',
      'text/plain',
      'application/x-www-form-urlencoded',
      'x',
    )
    const encodings = fc.constantFrom('identity', 'gzip', 'br', 'zip')
    await fc.assert(
      fc.asyncProperty(
        paths,
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
        bodies,
        types,
        encodings,
        fc.boolean(),
        async (path, method, body, type, encoding, isKnown) => {
          const response = await fetch(`${listening.url}${path}`, {
            method,
            redirect: 'manual',
            headers: { 'content-type': type, 'content-encoding': encoding, ...(isKnown ? { 'x-api-key': KEY } : {}) },
            ...(method === 'GET' ? {} : { body }),
          })
          await response.text()
          expect(response.status, `${method} ${path}`).to.be.within(200, 499)
        },
      ),
      { numRuns: 400 },
    )
    expect(faults).to.deep.equal([])
  })
})

function perform(
  service: Service,
  operation: Operation,
  body: JsonValue,
  pairs: readonly (readonly [string, string])[],
  more: Readonly<Record<string, string>>,
  id: string,
): ReturnType<Service['perform']> {
  const params = { id, systemuser_id: id, job_id: id }
  const url = operation.path.replaceAll(/\{\w+\}/g, 'x') + encoded(pairs)
  return service.perform(
    operation,
    { method: operation.method, url, headers: more, body, address: '127.0.0.1' },
    params,
  )
}

/** Asserts the table, written independently a second time: every stored user must comply with it. */
function expectTable(store: JumpCloudStore): void {
  const users = store.list()
  for (const one of users) {
    const shown = JSON.stringify(one).slice(0, 500)
    expect(one.username, shown).to.match(/^[A-Za-z][A-Za-z0-9._-]{0,1023}$/)
    expect(one.email, shown).to.match(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)
    expect([...one.email].length, shown).to.be.at.most(1024)
    for (const field of [
      'firstname',
      'middlename',
      'lastname',
      'displayname',
      'jobTitle',
      'department',
      'location',
      'costCenter',
      'employeeType',
      'company',
      'description',
    ]) {
      expect(one[field], `${field} of ${shown}`).to.be.a('string')
      expect([...String(one[field])].length, `${field} of ${shown}`).to.be.at.most(1024)
    }
    const { employeeIdentifier, state, suspended } = one
    if (employeeIdentifier !== null) {
      expect(employeeIdentifier, shown).to.be.a('string')
      expect([...String(employeeIdentifier)].length, shown).to.be.at.most(256)
    }
    expect(['STAGED', 'ACTIVATED', 'SUSPENDED'], shown).to.include(state)
    expect(suspended, shown).to.equal(state === 'SUSPENDED')
    for (const flag of ['activated', 'account_locked', 'sudo', 'password_expired'])
      expect(one[flag], shown).to.be.a('boolean')
    for (const attribute of one['attributes'] as JsonObject[])
      expect(attribute['name'], shown).to.match(/^[A-Za-z0-9]+$/)
    for (const secret of ['password', '__proto__']) expect(Object.hasOwn(one, secret), shown).to.equal(false)
  }
  for (const key of ['username', 'email'] as const) {
    const values = users.map((one) => one[key].toLowerCase())
    expect(new Set(values).size, key).to.equal(values.length)
  }
  const identifiers = users.map(({ employeeIdentifier: id }) => id).filter((id) => id !== null && id !== '')
  expect(new Set(identifiers).size).to.equal(identifiers.length)
}
