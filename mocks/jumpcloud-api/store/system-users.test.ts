import { expect } from 'chai'
import fc from 'fast-check'
import { satisfies, sorted, sortKeys } from '../filter/evaluate.ts'
import { searchFilter } from '../filter/search-filter.ts'
import { v1Filter } from '../filter/v1-filter.ts'
import { newSystemUser, type SystemUser } from '../records/system-user.ts'
import { fillStore } from '../service/fill-store.ts'
import type { JsonObject, JsonValue } from '../wire/json.ts'
import { objectIds } from '../wire/object-id.ts'
import { DuplicateValue } from './duplicate.ts'
import { JumpCloudStore } from './jumpcloud-store.ts'

const ORGANIZATION = '5f0000000000000000000001'
const NOW = new Date('2026-03-01T12:00:00Z')

function emptyStore(): JumpCloudStore {
  const store = new JumpCloudStore(':memory:')
  fillStore(
    store,
    {},
    NOW,
    objectIds(() => NOW),
  )
  return store
}

function userOf(newId: () => string, name: string, more: JsonObject = {}): SystemUser {
  return newSystemUser(
    { username: name, email: `${name}@contoso.example`, ...more },
    {
      now: NOW.toISOString(),
      newId,
      settings: {},
      organization: ORGANIZATION,
      creationSource: 'test',
      defaultState: 'ACTIVATED',
      uid: 5000,
    },
  )
}

const name = fc.constantFrom('jane', 'Jane', 'john.doe', 'ann-marie', 'x_1', 'bob', 'BOB2')
const department = fc.constantFrom('', 'IT', 'it', 'R&D', 'Ünïcode')
const userInput = fc.record({
  name,
  department,
  suspended: fc.boolean(),
  unix_uid: fc.integer({ min: 1, max: 4 }),
  employeeIdentifier: fc.option(fc.constantFrom('1', '2', '3')),
  localities: fc.array(fc.constantFrom('Oslo', 'Bern'), { maxLength: 2 }),
})
const field = fc.constantFrom(
  'username',
  'email',
  'department',
  'suspended',
  'unix_uid',
  'employeeIdentifier',
  'manager',
  '_id',
  'id',
  'created',
  'addresses.locality',
  'recoveryEmail.address',
  'mfa.configured',
  'nowhere',
)
const text = fc.oneof(
  name,
  department,
  fc.constantFrom('1', '3', 'true', 'false', 'null', 'Oslo', '5f', '2026-01-01T00:00:00Z'),
)
const comparison = fc
  .oneof(
    fc.tuple(field, fc.oneof(text, fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.constant(null))),
    fc.tuple(
      field,
      fc.dictionary(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$contains'), text, {
        minKeys: 1,
        maxKeys: 2,
      }),
    ),
    fc.tuple(
      field,
      fc.record({
        $regex: fc.constantFrom(
          '(?i)^jane$',
          '(?i)(^JOHN\\.DOE$)',
          '^j',
          'o',
          '(?i)^bob$',
          '^x_1$',
          '(?i)^ann\\-marie$',
        ),
      }),
    ),
    fc.tuple(field, fc.record({ $in: fc.array(text, { maxLength: 3 }) })),
    fc.tuple(field, fc.record({ $exists: fc.boolean() })),
    fc.tuple(field, fc.record({ $not: fc.record({ $eq: text }) })),
  )
  .map(([key, wanted]): JsonValue => ({ [key]: wanted as JsonValue }))
const { filter } = fc.letrec<{ filter: JsonValue }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.array(tie('filter'), { maxLength: 3 }).map((parts): JsonValue => ({ and: parts })),
    fc.array(tie('filter'), { maxLength: 3 }).map((parts): JsonValue => ({ or: parts })),
    fc.array(tie('filter'), { maxLength: 3 }).map((parts): JsonValue => parts),
  ),
}))

describe('the table of system users', () => {
  it('finds the same users by SQL as the filter in JavaScript', () => {
    fc.assert(
      fc.property(fc.array(userInput, { maxLength: 12 }), filter, (inputs, asked) => {
        using store = emptyStore()
        const newId = objectIds(() => NOW)
        for (const [index, { name: base, localities, ...more }] of inputs.entries()) {
          const addresses = localities.map((locality) => ({ locality }))
          const user = userOf(newId, index === 0 ? base : `${base}${index}`, { ...more, addresses })
          try {
            store.insert(user)
          } catch (error) {
            expect(error).to.be.instanceOf(DuplicateValue)
          }
        }
        const condition = searchFilter(asked, 'taken')
        const byHand = store.list().filter((user) => satisfies(user, condition))
        expect(store.users.count(ORGANIZATION, condition)).to.equal(byHand.length)
        const page = store.users.page({ organization: ORGANIZATION, condition, skip: 0, limit: 100 })
        expect(page.map((body) => (JSON.parse(body) as SystemUser).username)).to.deep.equal(
          byHand.map(({ username }) => username),
        )
      }),
      { numRuns: 400 },
    )
  })

  it('sorts by SQL as in JavaScript', () => {
    const key = fc.constantFrom(
      'username',
      '-username',
      'department',
      '-unix_uid',
      'suspended',
      '-_id',
      'employeeIdentifier',
    )
    fc.assert(
      fc.property(fc.array(userInput, { maxLength: 10 }), fc.uniqueArray(key, { maxLength: 3 }), (inputs, keys) => {
        using store = emptyStore()
        const newId = objectIds(() => NOW)
        for (const [index, { name: base, localities: _, employeeIdentifier: __, ...more }] of inputs.entries())
          store.insert(
            userOf(newId, `${base}${index}`, { ...more, employeeIdentifier: index % 2 === 0 ? null : `${index}` }),
          )
        const sort = sortKeys([...keys, '_id'])
        const page = store.users.page({ organization: ORGANIZATION, sort, skip: 0, limit: 100 })
        expect(page.map((body) => (JSON.parse(body) as SystemUser).username)).to.deep.equal(
          sorted(store.list(), sort).map(({ username }) => username),
        )
      }),
      { numRuns: 200 },
    )
  })

  it('returns every page of a long list, also after changes and after a rollback', () => {
    using store = emptyStore()
    const newId = objectIds(() => NOW)
    const users = Array.from({ length: 3000 }, (_, index) => userOf(newId, `user${index}`))
    store.database.atomically(() => {
      for (const user of users) store.users.insert(user)
    })
    const expectPages = (): void => {
      const ids = store.list().map(({ _id }) => _id)
      expect(store.users.count(ORGANIZATION)).to.equal(ids.length)
      for (const skip of [0, 1023, 1024, 2047, 2500, ids.length - 3, ids.length, ids.length + 5000]) {
        const page = store.users.page({ organization: ORGANIZATION, skip, limit: 7 })
        expect(
          page.map((body) => (JSON.parse(body) as SystemUser)._id),
          `skip ${skip}`,
        ).to.deep.equal(ids.slice(skip, skip + 7))
      }
    }
    expectPages()
    for (const user of users.filter((_, index) => index % 5 === 0)) store.users.remove(user)
    for (let index = 0; index < 300; index += 1) store.insert(userOf(newId, `more${index}`))
    expectPages()
    const failing = (): void =>
      store.database.atomically(() => {
        for (let index = 0; index < 50; index += 1) store.users.insert(userOf(newId, `lost${index}`))
        store.users.insert(userOf(newId, 'more1'))
      })
    const before = store.list().length
    expect(failing).to.throw(DuplicateValue)
    expect(store.list()).to.have.length(before)
    expectPages()
  })

  it('finds one user by an index, for each form of the filter', () => {
    using store = emptyStore()
    const newId = objectIds(() => NOW)
    const jane = userOf(newId, 'Jane.Doe', { employeeIdentifier: 'E-7' })
    store.insert(jane)
    let looked = 0
    const plain = store.users.page.bind(store.users)
    for (const asked of [
      'username:$eq:Jane.Doe',
      'email:$eq:Jane.Doe@contoso.example',
      'employeeIdentifier:$eq:E-7',
      `_id:$eq:${jane._id}`,
      'username:$regex:(?i)(^jane\\.doe$)',
      'username:$regex:(?i)^JANE\\.DOE$',
    ]) {
      const condition = v1Filter(asked, 'taken')
      const steps = explain(store, asked)
      expect(steps.join('; '), asked).to.match(/SEARCH jumpcloud_users USING INDEX/)
      expect(plain({ organization: ORGANIZATION, condition, skip: 0, limit: 1 }), asked).to.have.length(1)
      looked += 1
    }
    expect(looked).to.equal(6)
  })
})

/** Returns SQLite's query plan for a filter. */
function explain(store: JumpCloudStore, asked: string): string[] {
  const { where, values } = store.users.planOf(v1Filter(asked, 'taken'))
  return store.database
    .all(`EXPLAIN QUERY PLAN SELECT body FROM jumpcloud_users WHERE organization = 1 AND ${where}`, ...values)
    .map(({ detail }) => String(detail))
    .filter((detail) => !/organization=\?\)$/.test(detail))
}
