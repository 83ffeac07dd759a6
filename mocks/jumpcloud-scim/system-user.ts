import { isJsonObject, type JsonObject, type JsonValue, type ScimResource } from '../protocol/index.ts'
import { badRequest, type Engine } from '../scim-server/index.ts'
import { MARKS, PROPERTIES } from './properties.ts'
import type { JumpCloudScimSwitches } from './switches.ts'

/** Converts a system user to a SCIM user; `lastModified` is RFC 3339, because the API stores none. */
export function toScim(
  user: JsonObject,
  lastModified: string | undefined,
  switches: JumpCloudScimSwitches,
): ScimResource {
  const resource: ScimResource = {}
  for (const { scim, jumpCloud } of PROPERTIES) {
    const value = user[jumpCloud]
    if (typeof value !== 'string' || value === '') continue
    const holder = scim.urn === undefined ? resource : memberOf(resource, scim.urn)
    if (scim.sub === undefined) holder[scim.name] = value
    else memberOf(holder, scim.name)[scim.sub] = value
  }
  const { email, created } = user
  if (typeof email === 'string' && email !== '') resource['emails'] = [{ value: email, type: 'work', primary: true }]
  resource['active'] = user['suspended'] !== true && user['password_expired'] !== true
  const externalId = switches.externalId === 'attribute' ? markOf(user, MARKS.externalId) : undefined
  if (externalId !== undefined) resource.externalId = externalId
  const since = typeof created === 'string' ? created : undefined
  const modified = lastModified ?? since
  return {
    schemas: [],
    id: String(user['_id'] ?? user['id']),
    ...resource,
    meta: {
      resourceType: 'User',
      ...(since === undefined ? {} : { created: since }),
      ...(modified === undefined ? {} : { lastModified: modified }),
    },
  }
}

/** Converts a SCIM user to the properties of a system user; an attribute without a value becomes an empty string. */
export function toSystemUser(resource: ScimResource): JsonObject {
  const properties: JsonObject = {}
  for (const { scim, jumpCloud } of PROPERTIES) {
    const holder = scim.urn === undefined ? resource : resource[scim.urn]
    const value = isJsonObject(holder) ? holder[scim.name] : undefined
    const leaf = scim.sub === undefined ? value : isJsonObject(value) ? value[scim.sub] : undefined
    properties[jumpCloud] = typeof leaf === 'string' ? leaf : ''
  }
  properties['email'] = chosenEmail(resource['emails'])
  if (typeof resource['active'] === 'boolean') properties['suspended'] = !resource['active']
  if (typeof resource['password'] === 'string') properties['password'] = resource['password']
  return properties
}

/** Returns rules that reject a user without an e-mail address with the same message, however it is missing. */
export function withEmailRule(rules: Partial<Engine>, correct: Engine): Partial<Engine> {
  return {
    ...rules,
    assertComplete: (resource, type) => {
      correct.assertComplete(resource, type)
      if (chosenEmail(resource['emails']).trim() === '')
        throw badRequest('invalidValue', 'emails is required: it must have a value that is not empty')
    },
  }
}

/** Returns the one address that a system user has: the primary one, else the work address, else the first. */
function chosenEmail(emails: JsonValue | undefined): string {
  const list = (Array.isArray(emails) ? emails : []).filter(isJsonObject)
  const chosen = list.find(({ primary }) => primary === true) ?? list.find(({ type }) => type === 'work') ?? list[0]
  return typeof chosen?.['value'] === 'string' ? chosen['value'] : ''
}

/** Returns the value of a custom attribute; undefined if there is none. */
export function markOf(user: JsonObject, name: string): string | undefined {
  const found = customAttributes(user).find((attribute) => attribute['name'] === name)?.['value']
  return typeof found === 'string' ? found : undefined
}

/** Returns the custom attributes with one set, or removed if there is no value; the others stay. */
export function withMark(user: JsonObject, name: string, value: string | undefined): JsonObject[] {
  const others = customAttributes(user).filter((attribute) => attribute['name'] !== name)
  return value === undefined ? others : [...others, { name, value }]
}

function customAttributes({ attributes }: JsonObject): JsonObject[] {
  return Array.isArray(attributes) ? attributes.filter(isJsonObject) : []
}

function memberOf(holder: JsonObject, name: string): JsonObject {
  const held = holder[name]
  if (isJsonObject(held)) return held
  const fresh: JsonObject = {}
  holder[name] = fresh
  return fresh
}
