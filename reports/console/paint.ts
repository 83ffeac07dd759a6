import { styleText } from 'node:util'
import type { Outcome, ReporterEnvironment } from '../model/index.ts'

const COLOURS = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  skip: 'gray',
  inapplicable: 'gray',
  error: 'magenta',
} as const

/** Colours text by outcome. */
export type Paint = (outcome: Outcome, text: string) => string

/** Colours on a terminal, unless NO_COLOR is set (no-color.org). */
export function paintFor({ isTerminal, environment }: ReporterEnvironment): Paint {
  const isPlain = !isTerminal || (environment['NO_COLOR'] ?? '') !== ''
  return isPlain
    ? (_outcome, text) => text
    : (outcome, text) => styleText(COLOURS[outcome], text, { validateStream: false })
}
