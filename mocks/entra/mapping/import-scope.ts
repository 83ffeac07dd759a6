import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/index.ts'
import { compileScope, InvalidScopingClause } from './scoping-filter.ts'
import type { ScopingClause, ScopingFilter } from './synchronization-schema.ts'

/**
 * Reads the scope of an object mapping; null matches all objects. Adds a problem for each clause that cannot be
 * evaluated.
 */
export function importScope(scope: JsonValue | undefined, where: string, problems: string[]): ScopingFilter | null {
  if (!isJsonObject(scope)) return null
  const groups = Array.isArray(scope['groups']) ? scope['groups'].filter(isJsonObject) : []
  return { ...scope, groups: groups.map((group, index) => readGroup(group, index, where, problems)) }
}

function readGroup(
  group: JsonObject,
  index: number,
  where: string,
  problems: string[],
): ScopingFilter['groups'][number] {
  const name = typeof group['name'] === 'string' ? group['name'] : `filter ${index + 1}`
  const clauses = Array.isArray(group['clauses']) ? group['clauses'].filter(isJsonObject) : []
  return {
    ...group,
    name,
    clauses: clauses.map((clause, place) =>
      readClause(clause, `${where} › scope ${name} › clause ${place + 1}`, problems),
    ),
  }
}

function readClause(clause: JsonObject, where: string, problems: string[]): ScopingClause {
  const { operatorName, sourceOperandName, targetOperand } = clause
  const operand = isJsonObject(targetOperand) ? targetOperand : {}
  const values = Array.isArray(operand['values']) ? operand['values'] : []
  const read = {
    ...clause,
    operatorName: typeof operatorName === 'string' ? operatorName : '',
    sourceOperandName: typeof sourceOperandName === 'string' ? sourceOperandName : '',
    targetOperand: { ...operand, values: values.map(String) },
  }
  if (read.sourceOperandName === '') problems.push(`${where}: sourceOperandName has no attribute`)
  try {
    compileScope({ groups: [{ name: '', clauses: [read] }] })
  } catch (error) {
    if (!(error instanceof InvalidScopingClause)) throw error
    problems.push(`${where}: ${error.message}`)
  }
  return read
}
