import type { CheckContext } from '../../harness/index.ts'
import { defaultSchema, type ObjectMapping, type SynchronizationSchema } from '../../mocks/entra/index.ts'

/** One row of attribute mappings. */
export type Row = ObjectMapping['attributeMappings'][number]

const REFERENCE = /(?:^|:)(?:manager|members)$/i

/** The mapping of users that a schema has enabled. */
export function userRows(schema: SynchronizationSchema): readonly Row[] {
  return (
    schema.synchronizationRules
      .flatMap(({ objectMappings }) => objectMappings)
      .find(({ enabled, targetObjectName }) => enabled && /user/i.test(targetObjectName))?.attributeMappings ?? []
  )
}

/** The rows that a run provisions by, and after them Entra's default ones for attributes that those leave out; references apart. */
export function fullRows(rows: readonly Row[]): readonly Row[] {
  const named = new Set(rows.map(({ targetAttributeName }) => targetAttributeName.toLowerCase()))
  const others = userRows(defaultSchema).filter(
    ({ targetAttributeName }) => !named.has(targetAttributeName.toLowerCase()),
  )
  return [...rows, ...others.map((row) => ({ ...row, matchingPriority: 0 }))].filter(
    ({ targetAttributeName }) => !REFERENCE.test(targetAttributeName),
  )
}

/** The run's mapping of users with other rows. */
export function mappingWith({ entra }: Pick<CheckContext, 'entra'>, rows: readonly Row[]): ObjectMapping {
  return { ...entra.mapping.mapping, attributeMappings: rows }
}
