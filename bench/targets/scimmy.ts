/**
 * scimmy with scimmy-routers as the other side of a bench: on Express 4, over a Map with an index of user names, so
 * that the library is measured and not a slow adapter. Prints its base URL.
 */
import type { AddressInfo } from 'node:net'
import express from 'express4'
import SCIMMY from 'scimmy'
import SCIMMYRouters from 'scimmy-routers'

interface Stored {
  readonly id: string
  readonly [member: string]: unknown
}

const stored = new Map<string, Stored>()
const owners = new Map<string, string>()

function find(id: string): Stored {
  const one = stored.get(id)
  if (one === undefined) throw new SCIMMY.Types.Error(404, undefined as never, `${id} does not exist`)
  return one
}

SCIMMY.Resources.declare(SCIMMY.Resources.User, {
  ingress: (resource: { id?: string }, instance: object): Stored => {
    const values = JSON.parse(JSON.stringify(instance)) as Record<string, unknown>
    const name = String(values['userName']).toLowerCase()
    const owner = owners.get(name)
    if (owner !== undefined && owner !== resource.id)
      throw new SCIMMY.Types.Error(409, 'uniqueness', `${name} is taken`)
    const now = new Date().toISOString()
    const before = resource.id === undefined ? undefined : find(resource.id)
    const id = resource.id ?? crypto.randomUUID()
    const created = (before?.['meta'] as { created: string } | undefined)?.created ?? now
    const one: Stored = { ...values, id, meta: { created, lastModified: now } }
    stored.set(id, one)
    owners.set(name, id)
    return one
  },
  // The adapter must filter: scimmy passes the parsed filter, whose match() tests all values.
  egress: (resource: { id?: string; filter?: { match(values: Stored[]): Stored[] } }): Stored | Stored[] => {
    if (resource.id !== undefined) return find(resource.id)
    const all = [...stored.values()]
    return resource.filter === undefined ? all : resource.filter.match(all)
  },
  degress: (resource: { id?: string }): void => void stored.delete(resource.id ?? ''),
} as never)

const app = express()
app.use('/scim', new SCIMMYRouters({ type: 'bearer', handler: () => 'admin' }))
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`scimmy http://127.0.0.1:${(server.address() as AddressInfo).port}/scim\n`)
})
