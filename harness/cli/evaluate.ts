import { Command, InvalidArgumentError, Option } from 'commander'
import { type EvaluationEnvironment, InvalidSynchronizationSchema } from '../../mocks/entra/index.ts'
import { answer } from './evaluate-expression.ts'
import { type EvaluatedObject, readObject, readSchema, readText } from './evaluate-input.ts'
import { prompt } from './evaluate-prompt.ts'
import { answerSchema, type ObjectKind } from './evaluate-schema.ts'
import { type EvaluateStreams, InputError, processStreams } from './evaluate-streams.ts'

const USAGE_EXIT_CODE = 2
const NO_OBJECT: EvaluatedObject = { object: {}, unreadable: [] }

interface EvaluateOptions {
  readonly object?: string
  readonly schema?: string
  readonly kind: ObjectKind
  readonly now?: Date
  readonly explain: boolean
  readonly json: boolean
}

/** The `evaluate` command: one expression, all rows of a schema, or a prompt. Sets exit code 2 on faulty input. */
export function evaluateCommand(streams: EvaluateStreams = processStreams): Command {
  return new Command('evaluate')
    .description('evaluate an Entra mapping expression, or all rows of a schema, over one object')
    .argument('[expression]', 'the expression; - reads it from standard input; without one, a prompt opens')
    .option('--object <file>', 'JSON of the Entra object that has the [attributes]; - reads standard input')
    .option('--schema <file>', 'evaluate every row of a synchronizationSchema JSON, of "default" or "jumpcloud"')
    .addOption(new Option('--kind <kind>', 'which mapping of the schema').choices(['user', 'group']).default('user'))
    .option('--now <instant>', 'value of Now(), in ISO 8601 (the current time)', readInstant)
    .option('--explain', 'print each step of a nested call with its value', false)
    .option('--json', 'print type and value, or the error, as JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  scim-rehearsal evaluate 'Switch([IsSoftDeleted], , "False", "True", "True", "False")' --object user.json
  scim-rehearsal evaluate --schema schema.json --object user.json --json`,
    )
    .action((expression: string | undefined, options: EvaluateOptions) => act(expression, options, streams))
}

function readInstant(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Write an instant of ISO 8601, such as 2026-11-23T08:00:00Z.')
  return date
}

async function act(expression: string | undefined, options: EvaluateOptions, streams: EvaluateStreams): Promise<void> {
  const { now } = options
  const environment: EvaluationEnvironment = {
    now: () => now ?? new Date(),
    random: Math.random,
  }
  try {
    refuseContradictions(expression, options)
    const object = options.object === undefined ? NO_OBJECT : await readObject(options.object, streams.input)
    if (options.schema !== undefined) await evaluateSchema(options.schema, options, object, environment, streams)
    else if (expression === undefined) await prompt(object, environment, streams)
    else await evaluateOne(expression, options, object, environment, streams)
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof InvalidSynchronizationSchema)) throw error
    streams.error.write(`${error.message}\n`)
    streams.setExitCode(USAGE_EXIT_CODE)
  }
}

function refuseContradictions(expression: string | undefined, { object, schema }: EvaluateOptions): void {
  if (expression !== undefined && schema !== undefined)
    throw new InputError('give an expression or --schema, not both: --schema evaluates the expressions of its rows')
  if (schema !== undefined && object === undefined)
    throw new InputError('--schema needs --object FILE, the object to evaluate its rows over')
  const fromInput = [expression, object, schema].filter((name) => name === '-')
  if (fromInput.length > 1) throw new InputError('standard input can be read only once: use - in one place')
  if (object === '-' && expression === undefined && schema === undefined)
    throw new InputError(
      'the prompt reads standard input: give the object as a file, or an expression in addition to --object -',
    )
}

async function evaluateOne(
  expression: string,
  options: EvaluateOptions,
  object: EvaluatedObject,
  environment: EvaluationEnvironment,
  { input, output, error, setExitCode }: EvaluateStreams,
): Promise<void> {
  const source = expression === '-' ? (await readText('-', input)).trimEnd() : expression
  const result = answer(source, object, environment, options)
  output.write(result.output)
  error.write(result.error)
  if (result.isFaulty) setExitCode(USAGE_EXIT_CODE)
}

async function evaluateSchema(
  name: string,
  { kind, json }: EvaluateOptions,
  object: EvaluatedObject,
  environment: EvaluationEnvironment,
  { input, output, setExitCode }: EvaluateStreams,
): Promise<void> {
  const result = answerSchema(await readSchema(name, input), kind, object.object, environment, json)
  output.write(result.output)
  if (result.isFaulty) setExitCode(USAGE_EXIT_CODE)
}
