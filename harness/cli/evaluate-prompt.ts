import { createInterface } from 'node:readline/promises'
import { type ExpressionEnvironment, functionTable } from '../../mocks/entra/index.ts'
import { nearest } from '../../mocks/text/index.ts'
import { answer } from './evaluate-expression.ts'
import { type EvaluatedObject, readObject } from './evaluate-input.ts'
import { type EvaluateStreams, InputError } from './evaluate-streams.ts'

const HISTORY_SIZE = 1000
const COMMANDS = {
  '.object': 'FILE   evaluate over the object in this file from now on',
  '.explain': '       show each step, or stop showing them',
  '.functions': '     list the functions with their arguments',
  '.help': '          list these commands',
  '.exit': '          leave, as Ctrl+D does',
} as const

/**
 * Reads expressions line by line and prints each value with its type. The arrow keys browse the history, Tab completes
 * functions and attributes.
 */
export async function prompt(
  start: EvaluatedObject,
  environment: ExpressionEnvironment,
  { input, output, error }: EvaluateStreams,
): Promise<void> {
  let object = start
  let isExplaining = false
  const isTerminal = 'isTTY' in input && input.isTTY === true
  const lines = createInterface({
    input,
    output,
    terminal: isTerminal,
    prompt: isTerminal ? 'entra> ' : '',
    historySize: HISTORY_SIZE,
    completer: (line: string) => complete(line, Object.keys(object.object)),
  })
  let isClosed = false
  lines.once('close', () => {
    isClosed = true
  })
  // Lines already read must still be processed after the input has ended; reading more is then an error.
  const ask = (): void => {
    if (!isClosed) lines.prompt()
  }
  if (isTerminal) output.write('An expression such as ToLower([mail]), or .help\n')
  ask()
  for await (const line of lines) {
    const text = line.trim()
    const [command = '', ...rest] = text.split(/\s+/)
    if (command === '.exit') break
    if (command === '.object') object = await readObjectOrTell(rest.join(' '), object)
    else if (command === '.explain') isExplaining = !isExplaining
    else if (command === '.functions') output.write(listFunctions())
    else if (command === '.help') output.write(listCommands())
    else if (command.startsWith('.')) error.write(unknownCommand(command))
    else if (text !== '') {
      const result = answer(text, object, environment, { json: false, explain: isExplaining, showType: true })
      output.write(result.output)
      error.write(result.error)
    }
    ask()
  }
  lines.close()

  async function readObjectOrTell(file: string, current: EvaluatedObject): Promise<EvaluatedObject> {
    try {
      return await readObject(file, input)
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause
      error.write(`${cause.message}\n`)
      return current
    }
  }
}

function listFunctions(): string {
  return [...functionTable.values()]
    .map(({ signature }) => `${signature}\n`)
    .sort()
    .join('')
}

function listCommands(): string {
  return Object.entries(COMMANDS)
    .map(([name, text]) => `${name} ${text}\n`)
    .join('')
}

function unknownCommand(command: string): string {
  const near = nearest(command, Object.keys(COMMANDS))
  return `unknown command ${command}${near === undefined ? '' : `; did you mean ${near}?`} .help lists the commands\n`
}

/** Completes the word at the cursor: `[` begins an attribute, a letter a function. */
function complete(line: string, attributes: readonly string[]): [string[], string] {
  const word = /\[?\w*$/.exec(line)?.[0] ?? ''
  const candidates = word.startsWith('[')
    ? attributes.map((name) => `[${name}]`)
    : [...functionTable.keys()].map((name) => `${name}(`)
  return [candidates.filter((candidate) => word !== '' && candidate.startsWith(word)), word]
}
