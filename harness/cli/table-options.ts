import { type Command, Option } from 'commander'
import type { OptionCommand, OptionRow, OptionTable } from '../index.ts'
import { oneOf, parseDay, parseHeader, parseRate, readBudget, wholeNumber } from './parse-option.ts'

/** Adds the options of the table to a command. */
export function tableOptions(command: Command, table: OptionTable, name: OptionCommand): Command {
  for (const row of Object.values(table))
    if (row.commands.includes(name)) for (const option of optionsOf(row)) command.addOption(option)
  return command
}

function optionsOf(row: OptionRow): Option[] {
  const { flags, help, negated, preset, default: usual, excludes = [] } = row
  const option = new Option(flags, row.repeats === true ? `${help}; repeatable` : help).conflicts([...excludes])
  const parse = parserOf(row)
  if (row.repeats === true)
    option
      .argParser((value: string, before: readonly unknown[] = []) => [...before, parse?.(value) ?? value])
      .default([])
  else if (parse !== undefined) option.argParser(parse)
  if (preset !== undefined) option.preset(String(preset))
  if (usual !== undefined) option.default(usual)
  return negated === undefined ? [option] : [option, new Option(negated, `turn ${flags} off`)]
}

/** Checks a value from the command line. Throws UsageError. */
function parserOf({ flags, value }: OptionRow): ((text: string) => unknown) | undefined {
  const flag = flags.split(' ')[0] ?? flags
  switch (value.kind) {
    case 'switch':
    case 'path':
    case 'string':
      return undefined
    case 'integer':
      return wholeNumber(flag, value.minimum, value.maximum)
    case 'budget':
      return (text) => {
        readBudget(text)
        return text
      }
    case 'rate':
      return parseRate
    case 'word':
      return oneOf(flag, value.words)
    case 'day':
      return parseDay(flag)
    case 'settings':
      throw new Error(`the command of ${flag} reads its settings itself`)
    case 'header':
      return (text) => {
        parseHeader(text)
        return text
      }
  }
}
