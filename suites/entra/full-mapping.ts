import type { CheckContext } from '../../harness/index.ts'
import { defaultSchema, type ObjectMapping, type SynchronizationSchema } from '../../mocks/entra/index.ts'

/** One row of attribute mappings. */
export type Row = ObjectMapping['attributeMappings'][number]

const REFERENCE = /(?:^|:)(?:manager|members)$/i

/** Returns the mapping of users that is enabled in a schema. */
export function userRows(schema: SynchronizationSchema): readonly Row[] {
  return (
    schema.synchronizationRules
      .flatMap(({ objectMappings }) => objectMappings)
      .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))?.attributeMappings ?? []
  )
}

/**
 * Returns the rows that the run provisions by, followed by Entra's default rows for attributes that those lack;
 * references are left out.
 */
export function fullRows(rows: readonly Row[]): readonly Row[] {
  const named = new Set(rows.map(({ targetAttributeName }) => targetAttributeName.toLowerCase()))
  const others = userRows(defaultSchema).filter(
    ({ targetAttributeName }) => !named.has(targetAttributeName.toLowerCase()),
  )
  return [...rows, ...others.map((row) => ({ ...row, matchingPriority: 0 }))].filter(
    ({ targetAttributeName }) => !REFERENCE.test(targetAttributeName),
  )
}

/** Returns the run's mapping of users with other rows. */
export function mappingWith({ entra }: Pick<CheckContext, 'entra'>, rows: readonly Row[]): ObjectMapping {
  return { ...entra.mapping.mapping, attributeMappings: rows }
}
