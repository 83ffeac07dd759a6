import type { ObjectMapping, SynchronizationSchema } from '../../mocks/entra/index.ts'

/** One row of attribute mappings. */
export type Row = ObjectMapping['attributeMappings'][number]

/** Returns the rows by which a schema provisions users; empty if no mapping of users is enabled. */
export function userRows(schema: SynchronizationSchema): readonly Row[] {
  return (
    schema.synchronizationRules
      .flatMap(({ objectMappings }) => objectMappings)
      .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))?.attributeMappings ?? []
  )
}

/** Returns whether a row's value is another user, which Entra sends in a separate PATCH. */
export const isReference = ({ targetAttributeName }: Row): boolean => /(?:^|:)manager$/i.test(targetAttributeName)

/** Returns a name for ids and reports: `emails[type eq "work"].value` becomes `emails-type-eq-work-value`. */
export function nameOf(target: string): string {
  return target
    .replace(/^urn:.*:/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/-$/, '')
}
