import { styleText } from 'node:util'
import type { Outcome, ReporterEnvironment } from '../model/index.ts'

const COLOURS = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  skip: 'gray',
  inapplicable: 'gray',
  error: 'magenta',
  heading: 'bold',
  quiet: 'gray',
} as const

/** Colours a string by outcome, or by its role in the output. */
export type Paint = (tone: Outcome | 'heading' | 'quiet', text: string) => string

/**
 * Returns the colours for an output. Only terminals get them; NO_COLOR turns them off (no-color.org); FORCE_COLOR
 * turns them on for every output, and off with 0 or false (force-color.org).
 */
export function paintFor(environment: Pick<ReporterEnvironment, 'isTerminal' | 'environment'>): Paint {
  return hasColours(environment)
    ? (tone, text) => styleText(COLOURS[tone], text, { validateStream: false })
    : (_tone, text) => text
}

function hasColours({ isTerminal, environment }: Pick<ReporterEnvironment, 'isTerminal' | 'environment'>): boolean {
  const forced = environment['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return false
  return isTerminal
}
