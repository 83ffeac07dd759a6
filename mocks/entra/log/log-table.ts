import { createRequire } from 'node:module'

// Most commands read no table, so the parser is loaded on demand.
const load = createRequire(import.meta.url)

/** The content of a table. */
interface Table {
  readonly rows: readonly Record<string, string>[]
  readonly columns: readonly string[]
  readonly fault?: string
}

/** Returns whether a string begins with a line of several column names. */
export function isCsv(text: string): boolean {
  const [heading = ''] = withoutPreamble(text).split('\n', 1)
  return /[,;\t]/.test(heading) && /[A-Za-z]/.test(heading)
}

/** Reads a table whose columns are separated by commas, semicolons or tabs. */
export function csvRows(text: string): Table {
  const table = withoutPreamble(text)
  const [heading = ''] = table.split('\n', 1)
  const count = (delimiter: string): number => heading.split(delimiter).length
  const delimiter = [';', '\t'].find((candidate) => count(candidate) > count(',')) ?? ','
  const { parse } = load('../tenant/csv-parser.ts') as typeof import('../tenant/csv-parser.ts')
  try {
    const rows = parse(table, {
      columns: (names: readonly string[]) => names.map((name) => name.trim()),
      bom: true,
      skip_empty_lines: true,
      relax_column_count: true,
      // Reasons contain JSON, and some tools do not escape its quotation marks.
      relax_quotes: true,
      delimiter,
    }) as Record<string, string>[]
    return { rows, columns: Object.keys(rows[0] ?? {}) }
  } catch (error) {
    return {
      rows: [],
      columns: [],
      fault: error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error),
    }
  }
}

/** Windows PowerShell writes the type of the objects first; Excel writes the separator first. */
const withoutPreamble = (text: string): string => text.replace(/^(?:#TYPE [^\n]*\n|sep=.\r?\n)/, '')
