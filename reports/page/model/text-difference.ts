import { diffChars, diffWordsWithSpace } from 'diff'
import { readJson } from '../../text/index.ts'

/** A part of a string that both strings have, or only this one. */
export interface Stretch {
  readonly text: string
  readonly isDifferent: boolean
}

/** Two strings as parts, with the differing parts marked. */
export interface TextDifference {
  readonly expected: readonly Stretch[]
  readonly actual: readonly Stretch[]
}

// If the strings have less than this share in common, marks would be noise.
const LEAST_COMMON = 0.4
// Strings with more differences than this, or longer ones, are shown without marks: it would take long and help no
// reader.
const MAX_EDITS = 400
const MAX_COMPARED = 20_000

/**
 * Marks the characters (in long strings the words) in which two strings differ; nothing is marked if they have little
 * in common.
 */
export function differenceOf(expected: string, actual: string): TextDifference {
  const plain = { expected: [stretch(expected)], actual: [stretch(actual)] }
  if (expected === actual || expected.length + actual.length > MAX_COMPARED) return plain
  const options = { maxEditLength: MAX_EDITS }
  const parts = diffChars(expected, actual, options) ?? diffWordsWithSpace(expected, actual, options)
  if (parts === undefined) return plain
  const common = parts
    .filter(({ added, removed }) => !added && !removed)
    .reduce((sum, { value }) => sum + value.length, 0)
  if (common < LEAST_COMMON * Math.max(expected.length, actual.length)) return plain
  return {
    expected: parts.filter(({ added }) => !added).map(({ value, removed }) => stretch(value, removed)),
    actual: parts.filter(({ removed }) => !removed).map(({ value, added }) => stretch(value, added)),
  }
}

/** Shortens long common parts in their middle, so that differences stay visible. */
export function shortenCommon(stretches: readonly Stretch[], kept: number): Stretch[] {
  return stretches.map(({ text, isDifferent }, place) => {
    const isFirst = place === 0
    const isLast = place === stretches.length - 1
    const limit = isDifferent || (isFirst && isLast) ? kept * 4 : kept * 2
    if (text.length <= limit) return { text, isDifferent }
    const head = isFirst && !isLast && !isDifferent ? '' : text.slice(0, isFirst && isLast ? limit : kept)
    const tail = isLast && !isDifferent ? '' : text.slice(-kept)
    return { text: `${head}…${tail}`, isDifferent }
  })
}

function stretch(text: string, isDifferent = false): Stretch {
  return { text, isDifferent }
}

/** Indents the JSON object or list at the end of a string, for example after a status; other strings are unchanged. */
export function indentJson(text: string): string {
  const [, before = '', json] = /^([^[{]{0,80})([[{].*)$/s.exec(text) ?? []
  if (json === undefined) return text
  const value = readJson(json)
  if (value === undefined) return text
  const lines = JSON.stringify(value, null, 2)
  return before === '' ? lines : `${before.trimEnd()}\n${lines}`
}
