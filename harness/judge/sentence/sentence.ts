import { shortenWords } from '../../text/shorten.ts'
import { durationOf } from './duration.ts'
import { namesAttribute, splitUnit, withCode } from './label.ts'
import { NO_VALUE, type Reading } from './reading.ts'

/** The maximum number of characters of a label, because a server decides the length of some labels. */
const LONGEST_LABEL = 600

/** Writes a sentence with the expected and the actual value. */
export function sentenceOf(whole: string | undefined, { expected, actual, detail }: Reading): string {
  const label = whole === undefined ? undefined : shortenWords(whole, LONGEST_LABEL)
  const tail = detail === undefined ? '' : `; ${detail}`
  if (label === undefined || label === '') return `expected ${expected}, got ${actual}${tail}`
  // "3 of 20 users are missing" is complete.
  if (expected === '0' && new RegExp(`^${RegExp.escape(actual)}(?: of)? `).test(label)) return withCode(label)
  const { label: rest, unit } = splitUnit(label)
  const withUnit = (text: string): string =>
    unit === undefined
      ? text
      : text.replaceAll(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g, (number) => durationOf(Number(number) * unit))
  const subject = withCode(rest)
  const [wanted, found] = [withUnit(expected), withUnit(actual)]
  if (!namesAttribute(subject)) return `${subject}: expected ${wanted}, got ${found}${tail}`
  if (wanted === 'none') return `${subject} is not empty: ${found}`
  return found === NO_VALUE
    ? `${subject} is absent; expected ${wanted}${tail}`
    : `${subject} is ${found}; expected ${wanted}${tail}`
}
