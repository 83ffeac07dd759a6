import { listOf } from '../users/schemas.ts'
import type { JsonSchema } from '../wire/json.ts'

const string = { type: 'string' } as const
const flag = { type: 'boolean' } as const

const body: Readonly<Record<string, JsonSchema>> = {
  name: { type: 'string', minLength: 1 },
  networkSourceIp: { type: 'string', minLength: 1 },
  sharedSecret: { type: 'string', minLength: 1 },
  authIdp: { type: 'string', enum: ['JUMPCLOUD', 'AZURE'] },
  mfa: { type: 'string', enum: ['DISABLED', 'ENABLED', 'REQUIRED', 'ALWAYS'] },
  userLockoutAction: string,
  userPasswordExpirationAction: string,
  userPasswordEnabled: flag,
  userCertEnabled: flag,
  deviceCertEnabled: flag,
  caCert: string,
  radsecEnabled: flag,
  requireRadsec: flag,
  requireTlsAuth: flag,
}
const { sharedSecret: _, ...withoutSecret } = body
const given = { _id: string, organization: string }
const server = { type: 'object', required: ['_id', 'name'], additionalProperties: false }

/** The schemas of RADIUS servers (radiusserver, radiusserverpost, radiusserverput). */
export const RADIUS_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  RadiusServerPost: { type: 'object', required: ['networkSourceIp', 'name', 'sharedSecret'], properties: body },
  RadiusServer: { ...server, properties: { ...body, ...given } },
  /** The response to PUT and DELETE, which has no secret. */
  RadiusServerPut: { ...server, properties: { ...withoutSecret, ...given } },
  RadiusServerList: listOf('RadiusServer'),
}
