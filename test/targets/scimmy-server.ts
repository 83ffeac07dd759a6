/**
 * An independent SCIM server (scimmy with scimmy-routers, on Express 4, with which its paging works), with an adapter
 * over memory. It listens on PORT and accepts SCIM_TOKEN as Bearer; tests start it with `--spawn`.
 */
import express from 'express4'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

interface Stored {
  id: string
  [member: string]: unknown
}

class Conflict extends SCIMMY.Types.Error {
  constructor(name: string) {
    super(409, 'uniqueness', `${name} is taken`)
  }
}

const nameKey = (name: unknown): string => String(name).normalize('NFC').toLowerCase()

/** The adapter that SCIMMY requires: ingress writes, egress reads, degress removes. */
function memoryHandlers(uniqueName: string, stored: Map<string, Stored>, shown: (one: Stored) => Stored) {
  let next = 0
  const find = (id: string): Stored => {
    const one = stored.get(id)
    if (one === undefined) throw new SCIMMY.Types.Error(404, undefined as never, `${id} does not exist`)
    return one
  }
  return {
    ingress: (resource: { id?: string }, instance: object): Stored => {
      const values = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>
      const name = nameKey(values[uniqueName])
      const owner = [...stored.values()].find((one) => nameKey(one[uniqueName]) === name)
      if (owner !== undefined && owner.id !== resource.id) throw new Conflict(uniqueName)
      const now = new Date().toISOString()
      if (resource.id !== undefined) find(resource.id)
      next += resource.id === undefined ? 1 : 0
      const id = resource.id ?? String(next)
      const created = resource.id === undefined ? now : (find(id)['meta'] as { created: string }).created
      const one = { ...values, id, meta: { created, lastModified: now } }
      stored.set(id, one)
      return one
    },
    // SCIMMY leaves filtering to the adapter, and passes the parsed filter.
    egress: (resource: { id?: string; filter?: { match(values: Stored[]): Stored[] } }): Stored | Stored[] => {
      if (resource.id !== undefined) return shown(find(resource.id))
      const all = [...stored.values()].map(shown)
      return resource.filter === undefined ? all : resource.filter.match(all)
    },
    degress: (resource: { id?: string }): void => {
      find(resource.id ?? '')
      stored.delete(resource.id ?? '')
    },
  }
}

const users = new Map<string, Stored>()
const groups = new Map<string, Stored>()

/** The adapter must also return the groups of a user. */
function withGroups(user: Stored): Stored {
  const holding = [...groups.values()].filter(({ members }) =>
    ((members ?? []) as { value: string }[]).some(({ value }) => value === user.id),
  )
  const listed = holding.map(({ id, displayName }) => ({ value: id, display: displayName, type: 'direct' }))
  return listed.length === 0 ? user : { ...user, groups: listed }
}

SCIMMY.Resources.declare(SCIMMY.Resources.User, memoryHandlers('userName', users, withGroups) as never)
SCIMMY.Resources.declare(SCIMMY.Resources.Group, memoryHandlers('displayName', groups, (group) => group) as never)
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false)

const app = express()
app.use(
  '/scim',
  new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => {
      if (request.header('Authorization') !== `Bearer ${process.env['SCIM_TOKEN']}`)
        throw new Error('credentials are wrong')
      return 'admin'
    },
  }),
)
app.listen(Number(process.env['PORT']), '127.0.0.1')
