import { Command, CommanderError, Help, type Option } from 'commander'
import {
  InvalidTarget,
  packageVersion,
  processSecrets,
  secretsOfArguments,
  UnknownSelection,
  UntestableTarget,
} from '../index.ts'
import { cleanupCommand } from './cleanup.ts'
import { compareCommand } from './compare.ts'
import { doctorCommand } from './doctor.ts'
import { evaluateCommand } from './evaluate.ts'
import { EXIT } from './exit-code.ts'
import { explainCommand } from './explain.ts'
import { initCommand } from './init.ts'
import { judgeCommand } from './judge.ts'
import { lintCommand } from './lint.ts'
import { listCommand } from './list.ts'
import { loadCommand } from './load.ts'
import { onDemandCommand } from './on-demand.ts'
import { guardProcess, internalError } from './outgoing.ts'
import { provisionCommand } from './provision.ts'
import { proxyCommand } from './proxy.ts'
import { replayCommand } from './replay.ts'
import { reportCommand } from './report.ts'
import { runCommand } from './run.ts'
import { serveCommand } from './serve.ts'
import { UsageError } from './usage-error.ts'

/** Runs the command line and sets the exit code. Mistakes of the caller are one line, never a stack trace. */
export async function main(argv: readonly string[]): Promise<void> {
  // Before anything is written, a message about a wrong option included.
  processSecrets.add(...secretsOfArguments(argv), process.env['SCIM_TOKEN'], process.env['SCIM_CLIENT_SECRET'])
  guardProcess()
  const program = new Command('scim-rehearsal')
    .description("Rehearse Microsoft Entra ID's SCIM provisioning against any server, offline.")
    .version(packageVersion())
    .showSuggestionAfterError()
  for (const command of [
    runCommand(),
    doctorCommand(),
    provisionCommand(),
    onDemandCommand(),
    loadCommand(),
    serveCommand(),
    listCommand(),
    evaluateCommand(),
    judgeCommand(),
    explainCommand(),
    proxyCommand(),
    replayCommand(),
    compareCommand(),
    reportCommand(),
    lintCommand(),
    cleanupCommand(),
    initCommand(),
  ])
    program.addCommand(command)
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureHelp({ optionDescription })
      .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '').replace(/\n(?=\()/, ' ')) })
  }
  // A reader that has had enough, such as head, or a terminal that was closed is no reason to lose the reports.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!['EPIPE', 'EIO'].includes(error.code ?? '')) throw error
    })
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = explain(error)
  }
}

/** Lists that are empty and switches that are off need no default told. */
function optionDescription(option: Option): string {
  const { defaultValue } = option
  // The help of such an option says what it means without a value.
  if (option.presetArg !== undefined) return option.description
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
  return isNothing ? option.description : Help.prototype.optionDescription.call(new Help(), option)
}

function explain(error: unknown): number {
  // Commander has told its own errors already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.conformant : EXIT.usage
  if (error instanceof UsageError || error instanceof UnknownSelection || error instanceof InvalidTarget) {
    process.stderr.write(`${processSecrets.mask(error.message)}\n`)
    return EXIT.usage
  }
  if (error instanceof UntestableTarget) {
    process.stderr.write(`${processSecrets.mask(error.message)}\n`)
    return EXIT.untestable
  }
  process.stderr.write(`${internalError(error)}\n`)
  return EXIT.harness
}
