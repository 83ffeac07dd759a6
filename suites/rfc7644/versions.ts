import { type Check, type CheckContext, defineCheck, type ScimResponse } from '../../harness/index.ts'
import type { JsonObject } from '../../mocks/protocol/index.ts'
import { aSharedUser, type CreatedResource, eventuallyReturns, read } from '../support/index.ts'
import { plainString } from './support/changes.ts'
import { hitsAmong, query } from './support/query.ts'
import { makeUser, put, replaced } from './support/replacing.ts'

const dependsOn = ['etag'] as const

/** Returns the ETag of a resource. Skips the check if there is none, which another check in this file reports. */
async function tagOf({ scim, skip }: CheckContext, resource: CreatedResource): Promise<string> {
  const { headers } = await scim.get(resource)
  return headers['etag'] ?? skip('the response has no ETag', 'scim.version.etag-header')
}

/** Removes the weakness prefix of a tag, which is judged over all exchanges. */
const opaque = (tag: string | undefined): string | undefined => tag?.replace(/^W\//, '')

/** A User that was changed after its version was read. */
interface Superseded {
  readonly user: CreatedResource
  readonly body: JsonObject
  /** The name of a string attribute of the User whose value is now `Between`. */
  readonly name: string
  readonly stale: string
}

async function supersede(context: CheckContext): Promise<Superseded> {
  const { skip } = context
  const name = plainString(context)
  const { user, body } = await makeUser(context, { [name]: 'Before' })
  const stale = await tagOf(context, user)
  await replaced(context, user, { ...body, id: user.id, [name]: 'Between' })
  if ((await tagOf(context, user)) === stale)
    skip('the ETag does not change when the resource changes, so no version is ever outdated', 'scim.version.changes')
  return { user, body, name, stale }
}

/** Checks that a resource is returned with an ETag header (RFC 7644 §3.14). */
export const etagHeader: Check = defineCheck({
  id: 'scim.version.etag-header',
  title: 'A response with a resource has an ETag header',
  requirements: ['rfc7644-3.14-02'],
  dependsOn,
  async run(context) {
    const { scim, expect, target, warn } = context
    const name = plainString(context)
    const { user, body } = await makeUser(context)
    expect((await scim.get(user)).headers['etag'], 'ETag of a GET').to.be.a('string').that.is.not.empty
    const writes: ScimResponse[] = [await scim.put(user, { ...body, id: user.id, [name]: 'By PUT' })]
    if (target.capabilities.patch)
      writes.push(await scim.patch(user, [{ op: 'replace', path: name, value: 'By PATCH' }]))
    // HTTP forbids validators in some responses to PUT (RFC 7231 §4.3.4).
    for (const response of writes)
      if (response.isSuccess && response.headers['etag'] === undefined) warn(`no ETag: ${response.describe()}`)
  },
})

/** Checks that meta.version equals the ETag (RFC 7644 §3.14). */
export const versionInMeta: Check = defineCheck({
  id: 'scim.version.in-meta',
  title: 'meta.version of a resource is its ETag',
  requirements: ['rfc7644-3.14-03'],
  dependsOn,
  async run(context) {
    const { scim, expect, skip } = context
    const response = await scim.get(await aSharedUser(context))
    const etag = response.headers['etag'] ?? skip('the response has no ETag', 'scim.version.etag-header')
    expect(opaque(response.resource.meta?.version), 'meta.version').to.equal(opaque(etag))
  },
})

/** Checks that meta.version in a list equals the ETag of the resource (RFC 7644 §3.14). */
export const versionInList: Check = defineCheck({
  id: 'scim.version.in-list',
  title: 'meta.version of a resource in a list is its ETag',
  requirements: ['rfc7644-3.14-08'],
  dependsOn: ['etag', 'filter'],
  async run(context) {
    const { expect, skip } = context
    const user = await aSharedUser(context)
    const etag = await tagOf(context, user)
    const filter = `userName eq ${JSON.stringify(user['userName'])}`
    const list = await query(context, filter)
    if (list.status !== 200 || hitsAmong(list, [user]).length === 0)
      skip(`the User cannot be found by ${filter}: ${list.describe()}`, 'scim.filter.eq-hit')
    const { meta } = list.resources.find(({ id }) => id === user.id) ?? {}
    expect(opaque(meta?.version), 'meta.version in the list').to.equal(opaque(etag))
  },
})

/** Checks that a conditional GET returns 304 if the resource is unchanged (RFC 7644 §3.14). */
export const notModified: Check = defineCheck({
  id: 'scim.version.not-modified',
  title: 'GET with the current version in If-None-Match returns 304 without a body, and 200 with another version',
  requirements: ['rfc7644-3.14-04'],
  dependsOn,
  async run(context) {
    const { scim, given, expect } = context
    const user = await aSharedUser(context)
    const present = await scim.get(user, { headers: { 'if-none-match': await tagOf(context, user) } })
    expect(present).to.have.status(304)
    expect(present.text, 'body of the 304').to.equal('')
    expect(await scim.get(user, { headers: { 'if-none-match': `W/"zz-${given.unique()}"` } })).to.have.status(200)
  },
})

/** Checks that a change gives a resource a new version (RFC 7644 §3.14). */
export const versionChanges: Check = defineCheck({
  id: 'scim.version.changes',
  title: 'The ETag changes when the resource changes',
  requirements: ['rfc7644-3.14-07'],
  dependsOn,
  async run(context) {
    const name = plainString(context)
    const { user, body } = await makeUser(context, { [name]: 'Before' })
    const before = await tagOf(context, user)
    await replaced(context, user, { ...body, id: user.id, [name]: 'After' })
    context.expect(await tagOf(context, user), 'ETag after the change').to.not.equal(before)
  },
})

type Write = (context: CheckContext, of: Superseded, value: string, ifMatch: string) => Promise<ScimResponse>

const WRITES: readonly {
  readonly id: string
  readonly method: string
  readonly dependsOn: Check['dependsOn']
  readonly write: Write
}[] = [
  {
    id: 'if-match',
    method: 'PUT',
    dependsOn,
    write: (context, { user, body, name }, value, ifMatch) =>
      put(context, user, { ...body, id: user.id, [name]: value }, { headers: { 'if-match': ifMatch } }),
  },
  {
    id: 'if-match-patch',
    method: 'PATCH',
    dependsOn: ['etag', 'patch', 'patch.attribute'],
    write: ({ scim }, { user, name }, value, ifMatch) =>
      scim.patch(user, [{ op: 'replace', path: name, value }], { headers: { 'if-match': ifMatch } }),
  },
]

/** Checks If-Match for each kind of write. */
export const ifMatch: readonly Check[] = WRITES.map(({ id, method, dependsOn: needed = [], write }) =>
  defineCheck({
    id: `scim.version.${id}`,
    title: `${method} with an outdated If-Match returns 412 and changes nothing; with the current version it succeeds`,
    requirements: ['rfc7644-3.14-05', 'rfc7644-3.12-11'],
    dependsOn: needed,
    async run(context) {
      const { expect, requirement } = context
      const superseded = await supersede(context)
      const { user, name, stale } = superseded
      const rejected = await write(context, superseded, 'After', stale)
      await requirement('rfc7644-3.14-05', async () => {
        expect((await read(context, user))[name], `${name} after ${rejected.describe()}`).to.equal('Between')
        expect(rejected).to.be.refused()
      })
      await requirement('rfc7644-3.12-11', () => expectPreconditionFailed(context, rejected))
      const present = await tagOf(context, user)
      await requirement('rfc7644-3.14-05', async () =>
        expect(await write(context, superseded, 'Present', present)).to.be.success(),
      )
    },
  }),
)

/** Checks that DELETE with an outdated version is rejected (RFC 7644 §3.14). */
export const ifMatchOfDelete: Check = defineCheck({
  id: 'scim.version.if-match-delete',
  title: 'DELETE with an outdated If-Match returns 412, and the resource still exists',
  requirements: ['rfc7644-3.14-06', 'rfc7644-3.12-11'],
  dependsOn,
  async run(context) {
    const { scim, expect, requirement } = context
    const { user, name, stale } = await supersede(context)
    const response = await scim.delete(user, { headers: { 'if-match': stale } })
    await requirement('rfc7644-3.14-06', async () => {
      expect(response).to.be.refused()
      await eventuallyReturns(context, user, (shown) => expect(shown[name], name).to.equal('Between'))
    })
    await requirement('rfc7644-3.12-11', () => expectPreconditionFailed(context, response))
  },
})

/** Asserts status 412 and accepts 409, which table 8 also lists, with a note. */
function expectPreconditionFailed({ expect, note }: CheckContext, response: ScimResponse): void {
  if (response.isSuccess) return
  if (response.status === 409)
    note(`an outdated version is answered with 409, which table 8 also allows: ${response.describe()}`)
  else expect(response).to.have.status(412)
}
