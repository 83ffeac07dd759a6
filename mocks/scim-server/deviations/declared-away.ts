import { ENTERPRISE_USER_SCHEMA, isJsonObject, type JsonObject, USER_SCHEMA } from '../../protocol/index.ts'
import type { ScimRequest } from '../wire/message.ts'
import type { Around, Deviation } from './deviation.ts'
import { definitionShown, schemasShown } from './documents.ts'
import { operationsOf, pathOf } from './message-parts.ts'
import { both, isPatch, isUser } from './request-conditions.ts'
import { chained, operations, refusing } from './rewriters.ts'

/** Changes the declaration of an attribute in /Schemas: another mutability, or none. */
const declaring = (schema: string, name: string, mutability?: 'readOnly' | 'immutable'): Around =>
  mutability === undefined
    ? schemasShown((shown) =>
        shown['id'] === schema && Array.isArray(shown['attributes'])
          ? { ...shown, attributes: shown['attributes'].filter((one) => !isJsonObject(one) || one['name'] !== name) }
          : shown,
      )
    : definitionShown(schema, name, (definition) => ({ ...definition, mutability }))

const userPatch = both(isUser, isPatch)

/** Returns whether an operation concerns an attribute, by its path or by a key of its value. */
function concerns(operation: JsonObject, name: string): boolean {
  const { value } = operation
  const isNamed = (text: string): boolean =>
    new RegExp(`(?:^|:)${name}(?:$|[.\\[])`, 'i').test(text.replace(/^urn:.*:/i, ''))
  return pathOf(operation) === '' ? isJsonObject(value) && Object.keys(value).some(isNamed) : isNamed(pathOf(operation))
}

const isChange =
  (name: string) =>
  (request: ScimRequest): boolean =>
    userPatch(request) && operationsOf(request).some((operation) => concerns(operation, name))

/** Rejects each PATCH that changes the attribute. */
const refusingChange = (name: string, scimType: 'mutability' | 'invalidPath'): Around =>
  refusing(isChange(name), 400, `${name} cannot be changed`, { scimType })

/** Applies a PATCH without its changes of the attribute. */
const droppingChange = (name: string): Around =>
  operations((operation) => {
    if (!concerns(operation, name)) return operation
    const { value } = operation
    if (pathOf(operation) !== '' || !isJsonObject(value)) return []
    const kept = Object.entries(value).filter(([key]) => !concerns({ path: key }, name))
    return { ...operation, value: Object.fromEntries(kept) }
  }, userPatch)

interface Row {
  readonly name: string
  readonly says: string
  readonly source?: string
  readonly caughtBy: readonly string[]
  readonly schema?: string
  readonly attribute: string
  readonly mutability?: 'readOnly' | 'immutable'
  readonly change: Around
}

/**
 * Attributes that Entra sends, that /Schemas does not declare as writable, and that the server rejects or ignores; one
 * per line.
 */
const ROWS: readonly Row[] = [
  {
    name: 'user-name-immutable',
    says: '/Schemas declares userName as immutable, and a change is rejected',
    caughtBy: ['entra.attribute.userName'],
    attribute: 'userName',
    mutability: 'immutable',
    change: refusingChange('userName', 'mutability'),
  },
  {
    name: 'user-name-kept-as-immutable',
    says: '/Schemas declares userName as immutable, and a change returns 2xx and changes nothing',
    caughtBy: ['entra.attribute.userName'],
    attribute: 'userName',
    mutability: 'immutable',
    change: droppingChange('userName'),
  },
  {
    name: 'display-name-read-only',
    says: '/Schemas declares displayName as readOnly, and a change is rejected',
    caughtBy: ['entra.attribute.displayName'],
    attribute: 'displayName',
    mutability: 'readOnly',
    change: refusingChange('displayName', 'mutability'),
  },
  {
    name: 'display-name-kept-as-read-only',
    says: '/Schemas declares displayName as readOnly, and a change returns 2xx and changes nothing',
    caughtBy: ['entra.attribute.displayName'],
    attribute: 'displayName',
    mutability: 'readOnly',
    change: droppingChange('displayName'),
  },
  {
    name: 'emails-immutable',
    says: '/Schemas declares emails as immutable, and a change is rejected',
    caughtBy: ['entra.attribute.emails-work-value'],
    attribute: 'emails',
    mutability: 'immutable',
    change: refusingChange('emails', 'mutability'),
  },
  {
    name: 'name-immutable',
    says: '/Schemas declares name as immutable, and a change is rejected',
    caughtBy: ['entra.attribute.name-givenName', 'entra.attribute.name-familyName'],
    attribute: 'name',
    mutability: 'immutable',
    change: refusingChange('name', 'mutability'),
  },
  {
    name: 'title-undeclared-and-refused',
    says: 'title is not in /Schemas, and a PATCH of it is rejected',
    caughtBy: ['entra.attribute.title'],
    attribute: 'title',
    change: refusingChange('title', 'invalidPath'),
  },
  {
    name: 'title-undeclared-and-dropped',
    says: 'title is not in /Schemas, and a PATCH of it returns 2xx and changes nothing',
    caughtBy: ['entra.attribute.title'],
    attribute: 'title',
    change: droppingChange('title'),
  },
  {
    name: 'department-undeclared-and-refused',
    says: 'department is not in /Schemas, and a PATCH of it is rejected',
    caughtBy: ['entra.attribute.department'],
    schema: ENTERPRISE_USER_SCHEMA,
    attribute: 'department',
    change: refusingChange('department', 'invalidPath'),
  },
  {
    name: 'employee-number-kept-as-read-only',
    says: '/Schemas declares employeeNumber as readOnly, and a change returns 2xx and changes nothing',
    caughtBy: ['entra.attribute.employeeNumber'],
    schema: ENTERPRISE_USER_SCHEMA,
    attribute: 'employeeNumber',
    mutability: 'readOnly',
    change: droppingChange('employeeNumber'),
  },
  {
    name: 'active-undeclared-and-dropped',
    says: 'active is not in /Schemas, and a PATCH of it returns 2xx and changes nothing',
    caughtBy: ['entra.disable.legacy-string', 'entra.disable.flagged-boolean'],
    attribute: 'active',
    change: droppingChange('active'),
  },
]

/** Deviations in which /Schemas does not declare an attribute as writable although Entra sends it. */
export const declaredAwayDeviations: readonly Deviation[] = ROWS.map(
  ({ schema = USER_SCHEMA, attribute, mutability, change, ...rest }) => ({
    ...rest,
    around: chained(declaring(schema, attribute, mutability), change),
  }),
)
