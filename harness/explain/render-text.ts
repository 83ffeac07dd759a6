import { oneLine } from '../../reports/index.ts'
import { commandOf, headingOf, type LogPage, linesOf, reproducedLines, summaryOf, touchedBy } from './cause-lines.ts'

/** Writes an explained log for a terminal. */
export function renderText(page: LogPage): string {
  const { file, notes, log, target } = page
  const causes = log.causes.flatMap((cause, index) => {
    const command = commandOf(cause, target)
    const found = reproducedLines(cause, page)
    return [
      '',
      `${index + 1}. ${oneLine(headingOf(cause))}`,
      `   ${touchedBy(cause)}`,
      ...linesOf(cause).map(([label, text]) => `   ${`${label}:`.padEnd(21)}${oneLine(text)}`),
      ...(command === undefined
        ? ['   Checks:              none: no server can cause this']
        : [`   ${'Reproduce it:'.padEnd(21)}${command}`]),
      ...found.map((line) => `     ${oneLine(line)}`),
    ]
  })
  const skipped = log.skipped.map((cause) => `  ${oneLine(headingOf(cause))} (${touchedBy(cause)})`)
  return [
    `${oneLine(file)}: ${summaryOf(page)}`,
    ...notes.map((note) => `note: ${oneLine(note)}`),
    ...(log.causes.length === 0 ? ['no failure in this log'] : causes),
    ...(skipped.length === 0 ? [] : ['', 'Skipped (not a failure):', ...skipped]),
    '',
  ].join('\n')
}
