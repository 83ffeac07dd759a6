import { relative } from 'node:path'
import type { Command } from 'commander'
import { describeUnset, type OptionRow, type OptionValues, type RehearsalConfig, runOptions } from '../index.ts'
import { loadConfig } from './config-file.ts'
import { unsetUrlFault } from './unset-value.ts'
import { UsageError } from './usage-error.ts'

/**
 * The options that select checks. One of them on the command line replaces all of them in the file, so that `--check
 * ID` runs exactly that check.
 */
const SELECTION: readonly string[] = ['suite', 'check', 'level', 'shard', 'lastFailed']

/** Options of `provision` that decide what is sent. */
const DECISIVE_FOR_PROVISION: readonly string[] = ['tenant', 'state']

/** The option `--config`, for the commands that also read their options from a file. */
export function configOption(command: Command): Command {
  return command.option(
    '--config <file>',
    'options from a file (rehearsal.config.ts, .js or .json in this folder or above); flags override it',
  )
}

/**
 * Returns the flags of a command, completed by those of the configuration, and the configuration file. Throws
 * UsageError.
 */
export async function withConfig<Flags extends object>(
  command: Command,
  section: 'run' | 'provision' | 'load',
): Promise<Flags & Pick<RehearsalConfig, 'capabilities'> & { readonly config?: string }> {
  const loaded = await loadConfig(command.opts<{ config?: string }>().config)
  if (loaded === undefined) {
    refuseUnsetTarget(command)
    return command.opts<Flags>()
  }
  const { provision = {}, headers, capabilities, ...shared } = loaded.config
  const configured: Readonly<Record<string, unknown>> = {
    ...shared,
    ...(headers === undefined ? {} : { header: Object.entries(headers).map(([name, value]) => `${name}: ${value}`) }),
    ...(section === 'provision' ? provision : {}),
    config: loaded.file,
  }
  // `load` has its own options with the same names as options of `run`, such as rate and out.
  const isFor = (name: string): boolean =>
    section !== 'load' || name === 'config' || rowOf(name)?.commands.includes('load') === true
  const isGiven = (name: string): boolean => !['default', undefined].includes(command.getOptionValueSource(name))
  const rivalsIfGiven = (name: string): readonly string[] => (isGiven(name) ? rivalsOf(name) : [])
  const selects = SELECTION.some(isGiven)
  const excluded = new Set(command.options.map((option) => option.attributeName()).flatMap(rivalsIfGiven))
  refuseRivals(configured, loaded.file)
  for (const option of command.options) {
    const name = option.attributeName()
    const value = configured[name]
    const isSettled =
      (isGiven(name) && name !== 'config') || (selects && SELECTION.includes(name)) || excluded.has(name)
    if (isSettled || !isFor(name)) continue
    if (value !== undefined) command.setOptionValueWithSource(name, value, 'config')
    else if (name in configured && isDecisive(name) && !rivalsOf(name).some((rival) => configured[rival]))
      throw new UsageError(
        `${relative(process.cwd(), loaded.file)}: ${describeUnset(name in provision ? `provision.${name}` : name, undefined)}`,
      )
  }
  refuseUnsetTarget(command)
  return { ...command.opts<Flags>(), ...(capabilities === undefined ? {} : { capabilities }) }
}

/** Returns the values that the command line itself has. */
export function givenValues(command: Command): OptionValues {
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  return Object.fromEntries(Object.entries(command.opts()).filter(([name]) => isGiven(name)))
}

const rowOf = (name: string): OptionRow | undefined => Object.entries(runOptions).find(([key]) => key === name)?.[1]

/**
 * Returns whether an option decides what is tested, and with which credentials. A configuration that sets one of them to
 * undefined would silently test something else. Other options may be undefined, as in `bail: isCi ? 1 : undefined`.
 */
function isDecisive(name: string): boolean {
  const row = rowOf(name)
  const isText = row?.value.kind === 'string' || row?.value.kind === 'path'
  return (isText && row?.rerun === true && row.repeats !== true) || DECISIVE_FOR_PROVISION.includes(name)
}

/** Rejects a Tenant URL with the trace of a variable that is not set. An empty one is rejected by each command. */
function refuseUnsetTarget(command: Command): void {
  const { target } = command.opts<{ readonly target?: string }>()
  const fault = target === undefined || target.trim() === '' ? undefined : unsetUrlFault(target)
  if (fault !== undefined) throw new UsageError(`--target ${fault}`)
}

const rivalsOf = (name: string): readonly string[] => rowOf(name)?.excludes ?? []

/** Rejects contradicting options of a file; commander rejects those of the command line. */
function refuseRivals(configured: OptionValues, file: string): void {
  const isOn = (name: string): boolean => ![undefined, false].includes(configured[name] as undefined | false)
  for (const name of Object.keys(configured).filter(isOn)) {
    const rival = rivalsOf(name).find(isOn)
    if (rival !== undefined) throw new UsageError(`${file}: ${name} cannot be used with ${rival}; remove one of them`)
  }
}
