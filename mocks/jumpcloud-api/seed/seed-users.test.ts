import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect } from 'chai'
import fc from 'fast-check'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { createJumpCloudApi } from '../jumpcloud-api.ts'
import { newSystemUser } from '../records/system-user.ts'
import { DuplicateValue } from '../store/duplicate.ts'
import { USER_INDEX_NAMES } from '../store/tables.ts'
import { jsonTemplate } from './json-template.ts'
import { userAt } from './seed-users.ts'

const now = (): Date => new Date('2026-01-01T00:00:00Z')
/** Enough users for the indexes to be created after them. */
const MANY = 10_000

const indexesOf = (file: string): string[] => {
  using database = new DatabaseSync(file)
  return database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'jumpcloud_users' ORDER BY name")
    .all()
    .map(({ name }) => String(name))
}

describe('seeded users', () => {
  for (const seedUsers of [40, MANY])
    it(`are those that the API creates, ${seedUsers} of them`, () => {
      let ids = 0
      const newId = (): string => {
        ids += 1
        return ids.toString(16).padStart(24, '0')
      }
      const { store } = createJumpCloudApi({ seedUsers, now, newId })
      using _ = store
      const [organization] = store.organizations.all()
      if (organization === undefined) return expect.fail('the organization is missing')
      expect(store.users.count(organization._id)).to.equal(seedUsers)
      const users = store.list()
      const uids = new Set(users.map(({ unix_uid }) => unix_uid))
      expect(uids.size, 'different numbers').to.equal(seedUsers)
      for (const index of [0, 1, 33, seedUsers - 1]) {
        const user = users[index]
        const created = newSystemUser(userAt(index), {
          now: now().toISOString(),
          newId: () => String(user?._id),
          settings: organization.settings,
          organization: organization._id,
          creationSource: 'jumpcloud:bulk',
          defaultState: 'ACTIVATED',
          uid: Number(user?.['unix_uid']),
        })
        expect(JSON.stringify(user)).to.equal(JSON.stringify(created))
      }
      const [first] = users
      expect(store.findByUsername(userAt(seedUsers - 1).username)?._id).to.equal(users.at(-1)?._id)
      expect(() => store.insert({ ...(first as (typeof users)[number]), _id: newId() })).to.throw(DuplicateValue)
      // Pages far into the list are found by ranks.
      const page = store.users.page({ organization: organization._id, skip: seedUsers - 2, limit: 5 })
      expect(page.length).to.equal(2)
    })

  it('are added up to their number, and their indexes created again, when a file is opened', () => {
    using folder = temporaryFolder()
    const db = join(folder.path, 'jumpcloud.db')
    createJumpCloudApi({ db, seedUsers: 30, now }).store.close()
    const indexes = indexesOf(db)
    expect(indexes).to.have.members([...USER_INDEX_NAMES])
    // A process that ended while it created users leaves no indexes.
    const database = new DatabaseSync(db)
    for (const name of USER_INDEX_NAMES) database.exec(`DROP INDEX ${name}`)
    database.close()
    using store = createJumpCloudApi({ db, seedUsers: 50, now }).store
    expect(store.list().map(({ username }) => username)).to.deep.equal(
      Array.from({ length: 50 }, (_, index) => userAt(index).username),
    )
    expect(indexesOf(db)).to.deep.equal(indexes)
  })

  it('do not lose an index if they cannot be created', () => {
    using folder = temporaryFolder()
    const db = join(folder.path, 'jumpcloud.db')
    using store = createJumpCloudApi({ db, now }).store
    expect(() =>
      store.users.load(MANY, () => {
        throw new Error('interrupted')
      }),
    ).to.throw('interrupted')
    expect(indexesOf(db)).to.have.members([...USER_INDEX_NAMES])
    expect(store.database.get('PRAGMA journal_mode')?.['journal_mode']).to.equal('wal')
  })
})

describe('a template of JSON', () => {
  it('writes the same as JSON.stringify of the object with its values', () => {
    const placeholder = (name: string): string => `\u0000${name}\u0000`
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null))
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value, value, (rest, a, b) => {
        const around = rest as never as Record<string, string>
        const write = jsonTemplate({ ...around, one: placeholder('a'), inner: { two: placeholder('b') } }, placeholder)
        const wanted = JSON.stringify({ ...around, one: a, inner: { two: b } })
        expect(write({ a, b })).to.equal(wanted)
      }),
    )
  })
})
