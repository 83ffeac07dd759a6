import { listOf } from '../users/schemas.ts'
import type { JsonSchema } from '../wire/json.ts'

const flag = { type: 'boolean' } as const
const string = { type: 'string' } as const
const whole = { type: 'integer' } as const
const atLeastOne = { type: 'integer', minimum: 1 } as const
const state = { type: 'string', enum: ['ACTIVATED', 'STAGED'] } as const

const flags = (...names: readonly string[]): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(names.map((name) => [name, flag]))

const passwordPolicy: JsonSchema = {
  type: 'object',
  properties: {
    ...flags(
      'allowUsernameSubstring',
      'disallowCommonlyUsedPasswords',
      'disallowSequentialOrRepetitiveChars',
      'enableLockoutTimeInSeconds',
      'enableMaxHistory',
      'enableMaxLoginAttempts',
      'enableMinChangePeriodInDays',
      'enableMinLength',
      'enablePasswordExpirationInDays',
      'needsLowercase',
      'needsNumeric',
      'needsSymbolic',
      'needsUppercase',
    ),
    lockoutTimeInSeconds: whole,
    maxHistory: { type: 'integer', minimum: 1, maximum: 24 },
    maxLoginAttempts: atLeastOne,
    minChangePeriodInDays: whole,
    minLength: whole,
    passwordExpirationInDays: atLeastOne,
  },
}

/** The settings of an organization that concern users, from the published specification. */
const settings: JsonSchema = {
  type: 'object',
  properties: {
    ...flags('disableLdap', 'disableUM', 'duplicateLDAPGroups', 'enableManagedUID', 'showIntro', 'systemUsersCanEdit'),
    contactEmail: string,
    contactName: string,
    emailDisclaimer: string,
    logo: string,
    name: string,
    maxSystemUsers: { type: 'integer', minimum: 0 },
    newSystemUserStateDefaults: {
      type: 'object',
      properties: { manualEntry: state, csvImport: state, applicationImport: state },
    },
    passwordCompliance: { type: 'string', enum: ['custom', 'pci3', 'windows'] },
    passwordPolicy,
    systemUserPasswordExpirationInDays: whole,
  },
}

/** The schemas of organizations. */
export const ORGANIZATION_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  OrganizationSettings: settings,
  OrganizationPut: {
    type: 'object',
    properties: { settings: { $ref: '#/components/schemas/OrganizationSettings' } },
  },
  Organization: {
    type: 'object',
    required: ['_id'],
    additionalProperties: false,
    properties: {
      _id: string,
      id: string,
      displayName: { type: ['string', 'null'] },
      logoUrl: { type: ['string', 'null'] },
      created: string,
      settings: { $ref: '#/components/schemas/OrganizationSettings' },
    },
  },
  OrganizationList: listOf('Organization'),
}
