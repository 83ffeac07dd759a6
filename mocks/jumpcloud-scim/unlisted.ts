import { isJsonObject, type JsonObject, type JsonValue } from '../protocol/index.ts'
import {
  badRequest,
  type Engine,
  enterpriseUserSchema,
  type ResourceType,
  resolveAttribute,
  resolveResourceType,
  userSchema,
} from '../scim-server/index.ts'
import type { JumpCloudScimSwitches } from './switches.ts'
import { jumpCloudUserType } from './user-type.ts'

type Operation = Parameters<Engine['applyOperations']>[1][number]

/** The User of RFC 7643, of whose attributes JumpCloud stores some. */
const fullType: ResourceType = resolveResourceType(jumpCloudUserType, [userSchema, enterpriseUserSchema])
const BARE = { bareExtensionNames: true }

/**
 * Returns rules for attributes of RFC 7643 that JumpCloud does not have: they are ignored, because Entra's default
 * mappings send several; `manager` may be rejected.
 */
export function unlistedRules(correct: Engine, { manager }: JumpCloudScimSwitches): Partial<Engine> {
  const assertManager = (path: string): void => {
    if (manager === 'refused' && /(?:^|:)manager(?:$|[.[])/i.test(path))
      throw badRequest(
        'invalidValue',
        'JumpCloud does not support manager for users from SCIM; remove it from the mapping',
      )
  }
  const isUnlisted = (path: string, type: ResourceType): boolean => {
    assertManager(path)
    // The brackets in `emails[type eq "work"].value` are not part of the attribute's name.
    const name = path.replace(/\[.*\]/s, '').trim()
    return resolveAttribute(name, type, BARE) === undefined && resolveAttribute(name, fullType, BARE) !== undefined
  }
  return {
    readResource: (body, type, rules) => {
      for (const name of namesIn(body, type)) assertManager(name)
      return correct.readResource(body, type, rules)
    },
    applyOperations: (attributes, operations, context) => {
      const listed = operations.flatMap((operation) => {
        if (operation.path !== undefined) return isUnlisted(operation.path, context.type) ? [] : [operation]
        return withoutUnlisted(operation, (path) => isUnlisted(path, context.type), context.type)
      })
      return correct.applyOperations(attributes, listed, context)
    },
  }
}

function namesIn(body: JsonValue | undefined, type: ResourceType): string[] {
  if (!isJsonObject(body)) return []
  return Object.entries(body).flatMap(([name, value]) =>
    type.extensions.has(name.toLowerCase()) && isJsonObject(value) ? Object.keys(value) : [name],
  )
}

function withoutUnlisted(operation: Operation, isUnlisted: (path: string) => boolean, type: ResourceType): Operation[] {
  if (!isJsonObject(operation.value)) return [operation]
  const value: JsonObject = {}
  for (const [key, part] of Object.entries(operation.value)) {
    if (type.extensions.has(key.toLowerCase()) && isJsonObject(part)) {
      const inner = Object.entries(part).filter(([name]) => !isUnlisted(`${key}:${name}`))
      if (inner.length > 0) value[key] = Object.fromEntries(inner)
    } else if (!isUnlisted(key)) value[key] = part
  }
  return Object.keys(value).length === 0 ? [] : [{ ...operation, value }]
}
