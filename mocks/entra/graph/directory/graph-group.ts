import type { JsonObject, JsonValue } from '../../../protocol/index.ts'
import type { SourceValue, TenantGroup } from '../../index.ts'

/** Returns a group as Graph returns it. */
export function graphGroup({ objectId, displayName, attributes = {} }: TenantGroup): JsonObject {
  const propertyOf = (name: string, otherwise: JsonValue): JsonValue => (attributes[name] ?? otherwise) as JsonValue
  return {
    id: objectId,
    deletedDateTime: null,
    createdDateTime: propertyOf('createdDateTime', null),
    description: propertyOf('description', null),
    displayName,
    groupTypes: [],
    mail: null,
    mailEnabled: false,
    mailNickname: propertyOf('mailNickname', displayName.replaceAll(/[^\w.-]/g, '')),
    securityEnabled: true,
    visibility: propertyOf('visibility', null),
  }
}

/** Returns the attributes of a group in a body, other than its name. */
export function groupAttributes(body: JsonObject): Readonly<Record<string, SourceValue>> {
  return Object.fromEntries(
    ['description', 'mailNickname', 'visibility'].flatMap((name): [string, SourceValue][] => {
      const value = body[name]
      return typeof value === 'string' || value === null ? [[name, value]] : []
    }),
  )
}
