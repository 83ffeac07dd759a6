/** The reference server as our side of a bench; the argument is its number of users. Prints its base URL. */
import type { ResourceTypeDefinition } from '../../mocks/protocol/index.ts'
import {
  listenScimServer,
  memoryStore,
  resolveResourceType,
  userResourceType,
  userSchema,
} from '../../mocks/scim-server/index.ts'

const users = Number(process.argv[2] ?? 0)
const definition: ResourceTypeDefinition = { ...userResourceType, schemaExtensions: [] }
const type = resolveResourceType(definition, [userSchema])
const store = memoryStore()
const meta = { resourceType: 'User', created: '2026-01-01T00:00:00Z', lastModified: '2026-01-01T00:00:00Z' }
const schemas = [userSchema.id]
for (let index = 0; index < users; index += 1) {
  const [userName, externalId] = [`user${index}`, `external-user${index}`]
  await store.insert(type, { schemas, id: `id-${index}`, userName, externalId, active: true, meta })
}
const server = await listenScimServer({
  token: 'bench',
  store,
  ...(users === 0 ? {} : { resourceTypes: [definition], schemas: [userSchema] }),
})
process.stdout.write(`reference ${server.url}\n`)
