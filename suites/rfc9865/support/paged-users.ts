import { defineStory, type Story } from '../../../harness/index.ts'

/** Several users, and the filter that finds exactly these. */
export interface PagedUsers {
  readonly ids: readonly string[]
  readonly names: readonly string[]
  readonly filter: string
}

/** Creates the users once per run. Checks of paging share them and must not change them. */
export const pagedUsers: Story<PagedUsers> = defineStory({
  id: 'paged-users',
  ability: 'filter.or',
  gather: async ({ scim, given, target, eventually, expect }) => {
    const users = await Promise.all([given.user(), given.user(), given.user()])
    const names = users.map(({ userName }) => String(userName))
    const filter = names.map((name) => `userName eq ${JSON.stringify(name)}`).join(' or ')
    await eventually(async () => {
      const found = await scim.query(target.endpoint('User'), filter, { count: 10 })
      expect(found).to.have.status(200)
      expect(found.resources.length, `results of ${filter}`).to.equal(users.length)
    })
    return { ids: users.map(({ id }) => id), names, filter }
  },
})
