import { sourceOf } from './source-tree.ts'
import type { AttributeMapping, SynchronizationSchema } from './synchronization-schema.ts'

/**
 * Writes a schema as Graph accepts it (`PUT …/synchronization/jobs/{id}/schema`): every expression with its tree,
 * unknown members unchanged. Throws ExpressionError.
 */
export function exportSynchronizationSchema(schema: SynchronizationSchema): string {
  const synchronizationRules = schema.synchronizationRules.map((rule) => ({
    ...rule,
    objectMappings: rule.objectMappings.map((mapping) => ({
      ...mapping,
      attributeMappings: mapping.attributeMappings.map(exportRow),
    })),
  }))
  return `${JSON.stringify({ ...schema, synchronizationRules }, undefined, 2)}\n`
}

function exportRow(row: AttributeMapping): AttributeMapping {
  return row.source === null ? row : { ...row, source: { ...row.source, ...sourceOf(row.source.expression) } }
}
