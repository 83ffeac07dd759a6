import {
  EXTENSION_PARTS,
  LIST_PROPERTIES,
  ORGANIZATION_PARTS,
  STRING_PROPERTIES,
} from '../directory/user-properties.ts'
import { BOOLEAN, closed, ID, type JsonSchema, listOf, NULLABLE_TEXT, reference, TEXT } from './shapes.ts'

const READ_ONLY = [
  'createdDateTime',
  'creationType',
  'onPremisesSecurityIdentifier',
  'securityIdentifier',
  'externalUserState',
]
const MAX_LENGTH = 1024

const texts = (names: readonly string[], schema: JsonSchema): Record<string, JsonSchema> =>
  Object.fromEntries(names.map((name) => [name, schema]))

const employeeOrgData: JsonSchema = { ...closed(texts(ORGANIZATION_PARTS, NULLABLE_TEXT)), type: ['object', 'null'] }
const onPremisesExtensionAttributes: JsonSchema = {
  ...closed(texts(EXTENSION_PARTS, NULLABLE_TEXT)),
  type: ['object', 'null'],
}
/** Directory extensions: `extension_<appId without dashes>_name`. */
const EXTENSIONS = { '@': {}, '^extension_': {} }

const bounded = { type: ['string', 'null'], maxLength: MAX_LENGTH }
const displayName = { type: 'string', minLength: 1, maxLength: 256 }
const mailNickname = { type: 'string', minLength: 1, maxLength: 64, pattern: '^[^\\s@()\\\\\\[\\]";:<>,]+$' }
const userPrincipalName = { type: 'string', maxLength: 1024, pattern: '^[^\\s@]+@[^\\s@]+$' }

const written = {
  ...texts(
    STRING_PROPERTIES.filter((name) => !READ_ONLY.includes(name)),
    bounded,
  ),
  ...texts(LIST_PROPERTIES, listOf({ type: 'string', maxLength: MAX_LENGTH })),
  displayName,
  mailNickname,
  userPrincipalName,
  accountEnabled: BOOLEAN,
  employeeOrgData,
  onPremisesExtensionAttributes,
  passwordProfile: closed({
    password: TEXT,
    forceChangePasswordNextSignIn: BOOLEAN,
    forceChangePasswordNextSignInWithMfa: BOOLEAN,
  }),
}

const userProperties = {
  id: ID,
  accountEnabled: BOOLEAN,
  deletedDateTime: NULLABLE_TEXT,
  ...texts(STRING_PROPERTIES, NULLABLE_TEXT),
  ...texts(LIST_PROPERTIES, listOf(TEXT)),
  employeeOrgData,
  onPremisesExtensionAttributes,
  manager: reference('user'),
}

const groupProperties = {
  id: ID,
  deletedDateTime: NULLABLE_TEXT,
  createdDateTime: NULLABLE_TEXT,
  description: NULLABLE_TEXT,
  displayName: TEXT,
  groupTypes: listOf(TEXT),
  mail: NULLABLE_TEXT,
  mailEnabled: BOOLEAN,
  mailNickname: TEXT,
  securityEnabled: BOOLEAN,
  visibility: NULLABLE_TEXT,
}

const groupWritten = {
  displayName,
  description: { type: ['string', 'null'], maxLength: MAX_LENGTH },
  mailNickname,
  visibility: NULLABLE_TEXT,
  'members@odata.bind': { type: 'array', items: TEXT, maxItems: 20 },
}

/** Users, groups, and their changes. */
export const directorySchemas: Readonly<Record<string, JsonSchema>> = {
  user: { ...closed(userProperties), patternProperties: EXTENSIONS },
  userCreate: {
    ...closed(written, ['accountEnabled', 'displayName', 'mailNickname', 'userPrincipalName', 'passwordProfile']),
    patternProperties: EXTENSIONS,
  },
  userUpdate: { ...closed(written), patternProperties: EXTENSIONS },
  group: closed(groupProperties, ['id']),
  groupCreate: closed(
    {
      ...groupWritten,
      groupTypes: { type: 'array', maxItems: 0 },
      mailEnabled: { const: false },
      securityEnabled: { const: true },
    },
    ['displayName', 'mailEnabled', 'mailNickname', 'securityEnabled'],
  ),
  groupUpdate: closed(groupWritten),
  directoryObject: closed({ ...userProperties, ...groupProperties }, ['id']),
  reference: closed({ '@odata.id': { type: 'string', minLength: 1 } }, ['@odata.id']),
  deltaUser: { ...closed(userProperties, ['id']), patternProperties: EXTENSIONS },
  deltaGroup: closed({ ...groupProperties, 'members@delta': listOf(closed({ id: ID }, ['id'])) }, ['id']),
}
