import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { userResourceType, userSchema } from '../schema/discovery.ts'
import { resolveResourceType } from '../schema/resource-type.ts'
import { memoryStore } from './memory-store.ts'
import { sqliteStore } from './sqlite-store.ts'
import { describeStore } from './store-contract.ts'

describeStore('the memory store', memoryStore)
describeStore('the SQLite store', () => sqliteStore())

describe('the SQLite store in a file', () => {
  it('still has its resources when it is opened again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'))
    const file = join(folder, 'scim.db')
    const type = resolveResourceType({ ...userResourceType, schemaExtensions: [] }, [userSchema])
    try {
      {
        using store = sqliteStore(file)
        await store.insert(type, { id: 'ann', userName: 'Ann' })
      }
      using store = sqliteStore(file)
      expect([...(await store.find(type, { attribute: 'userName', value: 'ann' }))]).to.deep.equal([
        { id: 'ann', userName: 'Ann' },
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
