import { NO_VALUE, type Reading } from './reading.ts'

/** Messages of errors that chai throws without an assertion: the label, then the required type of value. */
const THROWN: readonly (readonly [pattern: RegExp, expected: string])[] = [
  [/^(?:([\s\S]*?): )?expected ([\s\S]*) to be a number or a date$/, 'a number'],
  [/^(?:([\s\S]*?): )?object tested must be an array, [\s\S]*, but (\w+) given$/, 'a list or a string'],
  [/^(?:([\s\S]*?): )?the given combination of arguments \((\w+) and \w+\)\s*is invalid/, 'a list or a string'],
  [/^(?:([\s\S]*?): )?Target cannot be null or undefined\.?()$/, 'an object'],
  [/^(?:([\s\S]*?): )?\.empty was passed non-string primitive ([\s\S]*)$/, 'a list or a string'],
  [/^(?:([\s\S]*?): )?the argument to ([a-z]+) must be a (?:number|Date)$/, 'a value that can be compared'],
]

/** Parses the message of an error that no assertion threw; undefined if the message is already a sentence. */
export function readMessage(message: string): (Reading & { readonly label?: string | undefined }) | undefined {
  for (const [pattern, expected] of THROWN) {
    const match = pattern.exec(message)
    if (match === null) continue
    const [, label, found = ''] = match
    const actual = found === '' || found === 'undefined' ? NO_VALUE : found.replaceAll(/^'([\s\S]*)'$/g, '"$1"')
    return { expected, actual, label }
  }
  return undefined
}
