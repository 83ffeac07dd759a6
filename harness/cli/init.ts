import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { Command } from 'commander'
import { absoluteUrl } from './absolute-url.ts'
import { oneOf } from './parse-option.ts'
import { whyNotWritten } from './private-file.ts'
import { configTemplate, jsonConfigTemplate } from './templates/config.ts'
import { workflows } from './templates/workflows.ts'
import { UsageError } from './usage-error.ts'

interface InitFlags {
  readonly target?: string
  readonly json?: boolean
  readonly ci?: keyof typeof workflows
  readonly force?: boolean
}

/** The streams on which `init` asks questions: those of the process, or others in tests. */
export interface InitStreams {
  readonly input: Readable
  readonly output: Writable
  /** True if a user can answer. */
  readonly isTerminal: boolean
}

/** Defines the command `init`, which writes a configuration and, on request, a CI workflow. */
export function initCommand(streams: InitStreams = processStreams): Command {
  return new Command('init')
    .description('write a rehearsal.config.ts and, on request, a CI workflow')
    .option('--target <url>', "SCIM base URL, as entered in Entra's Tenant URL")
    .option('--json', 'write rehearsal.config.json instead')
    .option(
      '--ci <system>',
      `also write a workflow: ${Object.keys(workflows).join(', ')}`,
      oneOf('--ci', Object.keys(workflows) as (keyof typeof workflows)[]),
    )
    .option('--force', 'overwrite existing files')
    .addHelpText('after', '\nExample:\n  scim-rehearsal init --target https://host/scim/v2 --ci github\n')
    .action((flags: InitFlags) => init(flags, streams))
}

/** The streams of this process. */
const processStreams: InitStreams = {
  input: process.stdin,
  output: process.stdout,
  isTerminal: process.stdin.isTTY === true && process.stdout.isTTY === true,
}

async function init({ json, ci, force = false, ...flags }: InitFlags, streams: InitStreams): Promise<void> {
  const target = flags.target ?? (ci === undefined ? undefined : await askForTarget(ci, streams))
  if (target !== undefined) absoluteUrl('--target', target.replaceAll('{port}', '80'))
  const files = [
    json === true
      ? { file: 'rehearsal.config.json', text: jsonConfigTemplate(target) }
      : { file: 'rehearsal.config.ts', text: configTemplate(target) },
    ...(ci === undefined ? [] : [workflows[ci]]),
  ]
  for (const { file, text } of files) {
    write(file, text, force)
    process.stdout.write(`wrote ${file}\n`)
  }
  process.stdout.write('next: set SCIM_TOKEN, then scim-rehearsal run\n')
}

/** Asks for the target, because a workflow needs one. Throws UsageError if no user can be asked. */
async function askForTarget(ci: string, { input, output, isTerminal }: InitStreams): Promise<string> {
  if (!isTerminal)
    throw new UsageError(
      `--ci ${ci} needs --target, the SCIM base URL that the workflow tests, such as --target https://host/scim/v2`,
    )
  const lines = createInterface({ input, output })
  try {
    return (await lines.question("SCIM base URL, as entered in Entra's Tenant URL: ")).trim()
  } finally {
    lines.close()
  }
}

function write(file: string, text: string, force: boolean): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { flag: force ? 'w' : 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === 'EEXIST') throw new UsageError(`${file} exists already; --force overwrites it`)
    throw new UsageError(`${file} cannot be written: ${whyNotWritten(error)}`)
  }
}
