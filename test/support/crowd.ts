import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import {
  groupResourceType,
  groupSchema,
  type ResourceStore,
  type ResourceType,
  resolveResourceType,
  userResourceType,
  userSchema,
} from '../../mocks/scim-server/index.ts'
import { TOKEN } from './watched-server.ts'

const USERS = bare(userResourceType)
const GROUPS = bare(groupResourceType)
const TIME = '2026-01-01T00:00:00.000Z'

function bare(definition: typeof userResourceType): ResourceType {
  return resolveResourceType({ ...definition, schemaExtensions: [] }, [userSchema, groupSchema])
}

/** Fills a store with users, and a group of some of them, that a rehearsal did not create. */
export async function fill(store: ResourceStore, users: number): Promise<void> {
  const ids: string[] = []
  for (let index = 0; index < users; index += 1) {
    const name = `resident${index}`
    const id = await keep(store, USERS, {
      userName: `${name}@resident.example`,
      externalId: `HR-${index}`,
      displayName: `Resident ${index}`,
      name: { givenName: 'Resident', familyName: `Number ${index}` },
      title: index % 3 === 0 ? 'Clerk' : 'Head Clerk',
      emails: [{ value: `${name}@resident.example`, type: 'work', primary: true }],
      active: index % 5 !== 0,
    })
    if (index < 100) ids.push(id)
  }
  await keep(store, GROUPS, { displayName: 'Residents', members: ids.map((value) => ({ value, type: 'User' })) })
}

async function keep(store: ResourceStore, type: ResourceType, attributes: object): Promise<string> {
  const id = randomUUID()
  const meta = { resourceType: type.name, created: TIME, lastModified: TIME, version: 'W/"1"' }
  await store.insert(type, { schemas: [type.schema], id, ...attributes, meta })
  return id
}

/** Returns the content of a store as a string. */
export async function snapshot(store: ResourceStore): Promise<string> {
  return JSON.stringify([[...(await store.find(USERS))], [...(await store.find(GROUPS))]])
}

/** Another client of the same server that writes continuously. */
export interface Writing {
  /** Ends it, and returns the number of users that it created; it has removed all of them. */
  stop(): Promise<number>
}

/** Creates, changes and removes users without a pause. */
export function keepWriting(url: string): Writing {
  let isWanted = true
  const send = async (method: string, path: string, body?: object): Promise<{ id?: string }> => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const work = async (): Promise<number> => {
    let made = 0
    while (isWanted) {
      const user = { schemas: [userSchema.id], userName: `colleague${made}@other.example`, displayName: 'Colleague' }
      const { id } = await send('POST', '/Users', user)
      await send('PUT', `/Users/${id}`, { ...user, displayName: 'Renamed' })
      await send('DELETE', `/Users/${id}`)
      made += 1
      await setImmediate()
    }
    return made
  }
  const working = work()
  return {
    stop: () => {
      isWanted = false
      return working
    },
  }
}
