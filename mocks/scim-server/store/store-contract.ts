import { expect } from 'chai'
import type { JsonObject, ScimResource } from '../../protocol/index.ts'
import {
  employmentSchema,
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  userResourceType,
  userSchema,
} from '../schema/discovery.ts'
import { resolveResourceType } from '../schema/resource-type.ts'
import { ScimError } from '../wire/scim-error.ts'
import type { ResourceStore } from './resource-store.ts'

const schemas = [userSchema, groupSchema, enterpriseUserSchema, employmentSchema]
const users = resolveResourceType(userResourceType, schemas)
const groups = resolveResourceType(groupResourceType, schemas)

const meta = { resourceType: 'User', created: '2026-01-01T00:00:00Z', lastModified: '2026-01-01T00:00:00Z' }
const user = (id: string, more: JsonObject = {}): ScimResource => ({
  schemas: [users.schema],
  id,
  userName: id,
  ...more,
  meta,
})
const group = (id: string, ...members: string[]): ScimResource => ({
  schemas: [groups.schema],
  id,
  displayName: id,
  members: members.map((value) => ({ value })),
  meta,
})

async function errorOf(attempt: Promise<unknown>): Promise<ScimError> {
  try {
    await attempt
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
  throw new Error('the store did not throw')
}

/** Tests that every store must pass; `open` returns an empty store. */
export function describeStore(name: string, open: () => ResourceStore): void {
  describe(name, () => {
    let store: ResourceStore
    beforeEach(() => {
      store = open()
    })
    const idsOf = async (...query: Parameters<ResourceStore['find']>): Promise<unknown[]> =>
      [...(await store.find(...query))].map(({ id }) => id)

    it('returns a stored resource unchanged', async () => {
      const resource = user('ann', { emails: [{ value: 'ann@x.example', primary: true }], title: 'Zoë 𝒳' })
      expect(await store.insert(users, resource)).to.deep.equal(resource)
      expect(await store.get(users, 'ann')).to.deep.equal(resource)
      expect(await store.get(users, 'bob')).to.equal(undefined)
    })

    it('separates resources of different types', async () => {
      await store.insert(users, user('same'))
      await store.insert(groups, group('same'))
      expect(await store.get(groups, 'same')).to.have.property('displayName', 'same')
      expect(await store.remove(users, 'same', () => {})).to.equal(true)
      expect(await store.get(groups, 'same')).to.have.property('id', 'same')
    })

    it('finds all resources in the order of their creation, also after changes', async () => {
      for (const id of ['c', 'a', 'b']) await store.insert(users, user(id))
      await store.update(users, 'c', (current) => ({ ...current, title: 'x' }))
      expect(await idsOf(users)).to.deep.equal(['c', 'a', 'b'])
    })

    it('finds by id, by userName in any letter case, and by externalId in its exact letter case', async () => {
      await store.insert(users, user('Ann', { externalId: 'E-Ä' }))
      await store.insert(users, user('bob', { externalId: 'E-Ä' }))
      expect(await idsOf(users, { attribute: 'id', value: 'Ann' })).to.deep.equal(['Ann'])
      expect(await idsOf(users, { attribute: 'id', value: 'ann' })).to.deep.equal([])
      expect(await idsOf(users, { attribute: 'userName', value: 'aNN' })).to.deep.equal(['Ann'])
      expect(await idsOf(users, { attribute: 'externalId', value: 'E-A\u0308' })).to.deep.equal(['Ann', 'bob'])
      expect(await idsOf(users, { attribute: 'externalId', value: 'e-ä' })).to.deep.equal([])
    })

    it('updates its indexes when values change', async () => {
      await store.insert(users, user('ann', { externalId: 'one' }))
      await store.update(users, 'ann', (current) => ({ ...current, userName: 'anne', externalId: 'two' }))
      expect(await idsOf(users, { attribute: 'userName', value: 'ann' })).to.deep.equal([])
      expect(await idsOf(users, { attribute: 'userName', value: 'ANNE' })).to.deep.equal(['ann'])
      expect(await idsOf(users, { attribute: 'externalId', value: 'one' })).to.deep.equal([])
      expect(await idsOf(users, { attribute: 'externalId', value: 'two' })).to.deep.equal(['ann'])
    })

    it('rejects a duplicate of a unique value, and changes nothing', async () => {
      await store.insert(users, user('ann'))
      await store.insert(users, user('bob'))
      const again = await errorOf(store.insert(users, user('eve', { userName: 'ANN', externalId: 'e' })))
      expect(again).to.include({ status: 409, scimType: 'uniqueness' })
      expect(await store.get(users, 'eve')).to.equal(undefined)
      expect(await idsOf(users, { attribute: 'externalId', value: 'e' })).to.deep.equal([])
      await errorOf(store.update(users, 'bob', (current) => ({ ...current, userName: 'Ann', title: 'x' })))
      expect(await store.get(users, 'bob')).to.deep.equal(user('bob'))
      expect(await idsOf(users, { attribute: 'userName', value: 'bob' })).to.deep.equal(['bob'])
    })

    it('releases a unique value when it is changed or removed', async () => {
      await store.insert(users, user('ann'))
      await store.update(users, 'ann', (current) => ({ ...current, userName: 'anne' }))
      await store.insert(users, user('ann2', { userName: 'ann' }))
      await store.remove(users, 'ann2', () => {})
      await store.insert(users, user('ann3', { userName: 'ann' }))
      expect(await idsOf(users, { attribute: 'userName', value: 'ann' })).to.deep.equal(['ann3'])
    })

    it('lets a resource keep its own unique value in another letter case', async () => {
      await store.insert(users, user('ann'))
      await store.update(users, 'ann', (current) => ({ ...current, userName: 'ANN' }))
      expect(await store.get(users, 'ann')).to.have.property('userName', 'ANN')
    })

    it('changes nothing if the change throws, or if the resource does not exist', async () => {
      await store.insert(users, user('ann'))
      const rejected = new ScimError(412, 'stale')
      const fail = (): never => {
        throw rejected
      }
      expect(await errorOf(store.update(users, 'ann', fail))).to.equal(rejected)
      expect(await errorOf(store.remove(users, 'ann', fail))).to.equal(rejected)
      expect(await store.get(users, 'ann')).to.deep.equal(user('ann'))
      expect(await store.update(users, 'bob', fail)).to.equal(undefined)
      expect(await store.remove(users, 'bob', fail)).to.equal(false)
    })

    it('loses no change of concurrent updates', async () => {
      await store.insert(groups, group('team'))
      const add = (value: string): Promise<unknown> =>
        store.update(groups, 'team', (current) => ({
          ...current,
          members: [...(Array.isArray(current['members']) ? current['members'] : []), { value }],
        }))
      await Promise.all(Array.from({ length: 20 }, (_, index) => add(`u${index}`)))
      expect((await store.get(groups, 'team'))?.['members']).to.have.length(20)
    })

    it('finds the groups that contain a member, if it supports groups', async () => {
      if (store.containing === undefined) return
      await store.insert(groups, group('a', 'ann', 'bob'))
      await store.insert(groups, group('b', 'ann'))
      const groupsOf = async (member: string): Promise<unknown[]> =>
        ((await store.containing?.(groups, member)) ?? []).map(({ id }) => id)
      expect(await groupsOf('ann')).to.deep.equal(['a', 'b'])
      await store.update(groups, 'a', (current) => ({ ...current, members: [{ value: 'bob' }] }))
      expect(await groupsOf('ann')).to.deep.equal(['b'])
      await store.remove(groups, 'b', () => {})
      expect(await groupsOf('ann')).to.deep.equal([])
      expect(await groupsOf('bob')).to.deep.equal(['a'])
    })
  })
}
