import { applicationSchemas } from './application-schemas.ts'
import { directorySchemas } from './directory-schemas.ts'
import { logSchemas } from './log-schemas.ts'
import type { JsonSchema } from './shapes.ts'
import { synchronizationSchemas } from './synchronization-schemas.ts'

/**
 * The schemas that validate requests and describe responses, by name; they refer to each other as
 * `#/components/schemas/NAME`.
 */
export const SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  ...applicationSchemas,
  ...directorySchemas,
  ...synchronizationSchemas,
  ...logSchemas,
}

/** Returns the property names with which a filter over objects of this schema may begin. */
export function propertiesOf(name: string | undefined): readonly string[] {
  const properties = name === undefined ? undefined : SCHEMAS[name]?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}
