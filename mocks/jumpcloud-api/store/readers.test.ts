import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { newSystemUser, type SystemUser } from '../records/system-user.ts'
import { fillStore } from '../service/fill-store.ts'
import { objectIds } from '../wire/object-id.ts'
import { NeedsWriter } from './database.ts'
import { JumpCloudStore } from './jumpcloud-store.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const ORGANIZATION = '5f0000000000000000000001'
const newId = objectIds(() => NOW)

const userOf = (name: string): SystemUser =>
  newSystemUser(
    { username: name, email: `${name}@contoso.example` },
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

describe('a store that reads the file of another store', () => {
  let folder = ''
  let writer: JumpCloudStore
  let reader: JumpCloudStore
  const counts = (): readonly number[] => [
    writer.users.count(ORGANIZATION),
    reader.database.reading(() => reader.users.count(ORGANIZATION)),
  ]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'readers-'))
    const file = join(folder, 'jumpcloud.db')
    writer = new JumpCloudStore(file)
    fillStore(writer, { apiKey: 'first-key' }, NOW, newId)
    writer.insert(userOf('before'))
    writer.share()
    reader = new JumpCloudStore(file, 'ignored', true)
  })

  afterEach(() => {
    reader.close()
    writer.close()
    rmSync(folder, { recursive: true })
  })

  it('has the users, their number, and the keys of the last commit', () => {
    expect(counts()).to.deep.equal([1, 1])
    const jane = userOf('jane')
    writer.insert(jane)
    expect(counts()).to.deep.equal([2, 2])
    expect(reader.database.reading(() => reader.find(jane._id)?.username)).to.equal('jane')
    writer.database.atomically(() => writer.users.remove(jane))
    expect(counts()).to.deep.equal([1, 1])

    const ownerOf = (key: string): unknown => reader.database.reading(() => reader.keys.ownerOf(key, NOW.getTime()))
    const owner = ownerOf('first-key')
    expect(owner).to.be.a('string')
    writer.database.atomically(() => writer.keys.set(String(owner), 'second-key'))
    expect([ownerOf('first-key'), ownerOf('second-key')]).to.deep.equal([undefined, owner])
  })

  it('sees one state in all queries of an action', () => {
    reader.database.reading(() => {
      expect(reader.users.count(ORGANIZATION)).to.equal(1)
      writer.insert(userOf('jane'))
      expect(reader.users.page({ organization: ORGANIZATION, skip: 0, limit: 10 })).to.have.length(1)
    })
    expect(counts()).to.deep.equal([2, 2])
  })

  it('throws NeedsWriter for a write, and for a page for which it must count ids', () => {
    expect(() => reader.insert(userOf('jane'))).to.throw(NeedsWriter)
    expect(() => reader.users.page({ organization: ORGANIZATION, skip: 5000, limit: 10 })).to.throw(NeedsWriter)
    expect(writer.users.page({ organization: ORGANIZATION, skip: 5000, limit: 10 })).to.deep.equal([])
    expect(counts()).to.deep.equal([1, 1])
  })

  it('sees writes that share a commit together, without those that failed', () => {
    writer.database.together(() => {
      writer.insert(userOf('jane'))
      expect(() => writer.insert(userOf('jane'))).to.throw('another user has this username')
      writer.insert(userOf('john'))
      expect(counts()).to.deep.equal([3, 1])
    })
    expect(counts()).to.deep.equal([3, 3])
  })

  it('does not see writes that could not be committed together, and the writer discards them', () => {
    const fail = (): never => {
      writer.insert(userOf('jane'))
      throw new Error('the disk is full')
    }
    expect(() => writer.database.together(fail)).to.throw('the disk is full')
    expect(counts()).to.deep.equal([1, 1])
    writer.insert(userOf('jane'))
    expect(counts()).to.deep.equal([2, 2])
  })

  it('counts users again that another connection wrote', () => {
    writer.close()
    const file = join(folder, 'jumpcloud.db')
    const only = new JumpCloudStore(file)
    only.insert(userOf('jane'))
    only.close()
    writer = new JumpCloudStore(file)
    writer.share()
    expect(counts()).to.deep.equal([2, 2])
  })
})
