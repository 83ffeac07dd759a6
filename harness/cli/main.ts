import { Command, CommanderError, Help, type Option } from 'commander'
import { ExpectedError, packageVersion, processSecrets, secretsOfArguments } from '../process/index.ts'
import { type CommandRow, commands } from './commands.ts'
import { errorLine } from './error-line.ts'
import { EXIT } from './exit-code.ts'
import { guardProcess, internalError, keepOutputFaults } from './outgoing.ts'

/** Runs the command line and sets the exit code. Mistakes of the caller are one line, never a stack trace. */
export async function main(argv: readonly string[]): Promise<void> {
  // The secrets must be known before any output, including a message about a wrong option.
  processSecrets.add(...secretsOfArguments(argv), process.env['SCIM_TOKEN'], process.env['SCIM_CLIENT_SECRET'])
  guardProcess()
  keepOutputFaults()
  const parserErrors: string[] = []
  try {
    const program = await programOf(argv, (text) => void parserErrors.push(text))
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    process.exitCode = await explain(error, argv, parserErrors.join(' '))
  }
}

/**
 * Creates the program with the module of the named command; the other commands are only names and summaries. Errors of
 * its parser are collected, because they quote arguments.
 */
async function programOf(argv: readonly string[], outputError: (text: string) => void): Promise<Command> {
  const program = new Command('scim-rehearsal')
    .description("Rehearse Microsoft Entra ID's SCIM provisioning against any server, offline.")
    .version(packageVersion())
    .showSuggestionAfterError()
  const named = namedCommand(argv)
  for (const row of commands) program.addCommand(row.name === named ? await row.load() : placeholder(row))
  // The module is loaded only if a command runs.
  program.hook('preAction', async (_program, command) => {
    const { refuseEmptyOptions } = await import('./refuse-empty-options.ts')
    refuseEmptyOptions(command)
  })
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureHelp({ optionDescription }).configureOutput({ outputError })
  }
  return program.configureHelp({ optionDescription, subcommandTerm })
}

/**
 * Returns the first argument that is not an option: the program's own options have no values. `help NAME` also names a
 * command.
 */
function namedCommand(argv: readonly string[]): string | undefined {
  const [first, second] = argv.filter((argument) => !argument.startsWith('-'))
  return first === 'help' ? second : first
}

function placeholder({ name, summary }: CommandRow): Command {
  return new Command(name).description(summary)
}

function subcommandTerm(command: Command): string {
  const row = commands.find(({ name }) => name === command.name())
  return row === undefined ? Help.prototype.subcommandTerm.call(new Help(), command) : `${row.name} ${row.usage}`
}

/** Returns the description of an option; empty lists and switches that are off have no default in it. */
function optionDescription(option: Option): string {
  const { defaultValue } = option
  // The help of such an option describes the meaning of a missing value.
  if (option.presetArg !== undefined) return option.description
  const isNothing = defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0)
  return isNothing ? option.description : Help.prototype.optionDescription.call(new Help(), option)
}

async function explain(error: unknown, argv: readonly string[], parserError: string): Promise<number> {
  if (error instanceof CommanderError) {
    // Help and version are not errors.
    if (error.exitCode === 0) return EXIT.conformant
    // Without a command the help is all that is printed.
    if (parserError !== '') process.stderr.write(`${await errorLine(parserError.replace(/^error: /, ''), argv)}\n`)
    return EXIT.usage
  }
  if (error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd') {
    process.stderr.write('the working folder does not exist any more; change to another one\n')
    return EXIT.usage
  }
  if (error instanceof ExpectedError) {
    process.stderr.write(`${await errorLine(error.message, argv)}\n`)
    return EXIT[error.kind]
  }
  process.stderr.write(`${internalError(error)}\n`)
  return EXIT.harness
}
