import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { userResourceType, userSchema } from '../schema/discovery.ts'
import { resolveResourceType } from '../schema/resource-type.ts'
import { memoryStore } from './memory-store.ts'
import type { ResourceStore } from './resource-store.ts'
import { sqliteStore } from './sqlite-store.ts'
import { describeStore } from './store-contract.ts'

describeStore('the memory store', memoryStore)
describeStore('the SQLite store', () => sqliteStore())

const users = resolveResourceType({ ...userResourceType, schemaExtensions: [] }, [userSchema])
const idsIn = async (store: ResourceStore): Promise<unknown[]> => [...(await store.find(users))].map(({ id }) => id)
const insert = (store: ResourceStore, name: string): Promise<unknown> =>
  store.insert(users, { id: name, userName: name.toLowerCase() })

describe('the SQLite store in a file', () => {
  let folder = ''
  const file = (): string => join(folder, 'scim.db')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  it('still has its resources when it is opened again', async () => {
    {
      using store = sqliteStore(file())
      await store.insert(users, { id: 'ann', userName: 'Ann' })
    }
    using store = sqliteStore(file())
    expect([...(await store.find(users, { attribute: 'userName', value: 'ann' }))]).to.deep.equal([
      { id: 'ann', userName: 'Ann' },
    ])
  })

  it('is read by a reader in the state of the last commit, and not written', async () => {
    using store = sqliteStore(file())
    using reader = sqliteStore(file(), { isReader: true })
    expect(await idsIn(reader)).to.deep.equal([])
    await insert(store, 'ann')
    expect(await idsIn(reader)).to.deep.equal(['ann'])
    expect(await insert(reader, 'bob').catch(String)).to.match(/readonly/)
    expect(await idsIn(store)).to.deep.equal(['ann'])
  })

  it('commits writes together, without those that failed', async () => {
    using store = sqliteStore(file())
    using reader = sqliteStore(file(), { isReader: true })
    await store.together(async () => {
      await insert(store, 'ann')
      // It claims the userName before the id is found to be in use.
      expect(await store.insert(users, { id: 'ann', userName: 'bob' }).catch(String)).to.match(/UNIQUE/)
      await insert(store, 'bob')
      expect(await idsIn(reader)).to.deep.equal([])
      expect(await idsIn(store)).to.deep.equal(['ann', 'bob'])
    })
    expect(await idsIn(reader)).to.deep.equal(['ann', 'bob'])
  })

  it('discards writes that could not be committed together', async () => {
    using store = sqliteStore(file())
    const failed = store.together(async () => {
      await insert(store, 'ann')
      throw new Error('the disk is full')
    })
    expect(await failed.catch(String)).to.equal('Error: the disk is full')
    expect(await idsIn(store)).to.deep.equal([])
    await insert(store, 'ann')
    expect(await idsIn(store)).to.deep.equal(['ann'])
  })
})
