import { define, type FunctionDefinition } from '../function-definition.ts'
import { asRoles, type ExpressionValue, type RoleValue } from '../value.ts'

/** The type of every role that Entra sends. */
export const ROLE_TYPE = 'WindowsAzureActiveDirectoryRole'

const asObjects = (value: ExpressionValue): readonly RoleValue[] | null => {
  const roles = asRoles(value)
  if (roles.length === 0) return null
  return roles.map((role) => ({ primary: false, type: ROLE_TYPE, display: role.displayName, value: role.value }))
}

/** Functions over [appRoleAssignments] (Microsoft documentation, "Functions for customizing application data" and "Customize attribute mappings"). */
export const roleFunctions: readonly FunctionDefinition[] = [
  define('SingleAppRoleAssignment(appRoleAssignments)', 1, 1, (values) => asRoles(values.value(0))[0]?.value ?? null),
  define('AppRoleAssignmentsComplex(appRoleAssignments)', 1, 1, (values) => asObjects(values.value(0))),
  define('AssertiveAppRoleAssignmentsComplex(appRoleAssignments)', 1, 1, (values) => asObjects(values.value(0))),
  define('AppRoleAssignments(appRoleAssignments)', 1, 1, (values) =>
    asRoles(values.value(0)).map(({ value }) => value),
  ),
]
