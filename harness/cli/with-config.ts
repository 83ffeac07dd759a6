import type { Command } from 'commander'
import type { RehearsalConfig } from '../index.ts'
import { loadConfig } from './config-file.ts'

/** What to play: one of these on the command line takes the place of all of the file, so that `--check ID` plays that check. */
const SELECTION: readonly string[] = ['suite', 'check', 'level', 'shard']

/** The option `--config`, for the commands that take their options from a file too. */
export function configOption(command: Command): Command {
  return command.option(
    '--config <file>',
    'options from a file (rehearsal.config.ts, .js or .json, found upwards); flags win',
  )
}

/** The flags of a command, with those of the configuration where the command line has none, and the file that they came from. Throws UsageError. */
export async function withConfig<Flags extends object>(
  command: Command,
  section: 'run' | 'provision',
): Promise<Flags & Pick<RehearsalConfig, 'capabilities'> & { readonly config?: string }> {
  const loaded = await loadConfig(command.opts<{ config?: string }>().config)
  if (loaded === undefined) return command.opts<Flags>()
  const { provision = {}, headers, capabilities, ...shared } = loaded.config
  const configured: Readonly<Record<string, unknown>> = {
    ...shared,
    ...(headers === undefined ? {} : { header: Object.entries(headers).map(([name, value]) => `${name}: ${value}`) }),
    ...(section === 'provision' ? provision : {}),
    config: loaded.file,
  }
  const isGiven = (name: string): boolean => !['default', undefined].includes(command.getOptionValueSource(name))
  const selects = SELECTION.some(isGiven)
  for (const option of command.options) {
    const name = option.attributeName()
    const value = configured[name]
    const isSettled = (isGiven(name) && name !== 'config') || (selects && SELECTION.includes(name))
    if (value !== undefined && !isSettled) command.setOptionValueWithSource(name, value, 'config')
  }
  return { ...command.opts<Flags>(), ...(capabilities === undefined ? {} : { capabilities }) }
}
