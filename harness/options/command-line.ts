import type { OptionRow, OptionTable } from './option.ts'

/** Values of options by name, as commander and a configuration file provide them. */
export type OptionValues = Readonly<Record<string, unknown>>

/**
 * Writes options as arguments of a shell command, in the order of the table. Values that equal the default are left out. A secret, and the value of a
 * header, which may be one, is the name of an environment variable.
 */
export function asArguments(table: OptionTable, values: OptionValues): string[] {
  return Object.entries(table).flatMap(([name, row]) => argumentsOf(row, values[name]))
}

/** Writes a string so that a POSIX shell reads it as one argument. */
export function quoteArgument(text: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function argumentsOf(row: OptionRow, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => argumentsOf(row, one))
  if (value === undefined || value === row.default) return []
  const flag = row.flags.split(/[ ,]/)[0] ?? row.flags
  if (row.value.kind === 'switch') return switchOf(row, flag, value === true)
  if (row.secret !== undefined) return [flag, `"$${row.secret}"`]
  if (row.value.kind === 'header') return [flag, headerArgument(String(value))]
  if (row.preset === value) return [flag]
  return [flag, quoteArgument(String(value))]
}

function switchOf(row: OptionRow, flag: string, isOn: boolean): string[] {
  // A switch that is on by default has only its negated form.
  if (flag.startsWith('--no-')) return isOn ? [] : [flag]
  if (isOn) return [flag]
  return row.negated === undefined ? [] : [row.negated]
}

/** Converts `x-tenant: 7` to `"x-tenant: $HEADER_X_TENANT"`. */
function headerArgument(line: string): string {
  const name = line.split(':')[0] ?? ''
  const variable = `HEADER_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`
  return `"${name.replaceAll(/[$`"\\]/g, '\\$&')}: $${variable}"`
}
