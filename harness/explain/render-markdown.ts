import { codeSpan, escapeMarkdown } from '../../reports/index.ts'
import { commandOf, headingOf, type LogPage, linesOf, reproducedLines, summaryOf, touchedBy } from './cause-lines.ts'

/** Writes an explained log as Markdown, for a ticket. */
export function renderExplainedMarkdown(page: LogPage): string {
  const { file, notes, log, target } = page
  const causes = log.causes.flatMap((cause, index) => {
    const command = commandOf(cause, target)
    return [
      `## ${index + 1}. ${escapeMarkdown(headingOf(cause))}`,
      '',
      `**${escapeMarkdown(touchedBy(cause))}**`,
      '',
      ...linesOf(cause).map(
        ([label, text]) => `- **${label}:** ${label === 'Source' ? `<${text}>` : escapeMarkdown(text)}`,
      ),
      ...(command === undefined ? [] : ['', 'Reproduce it:', '', codeSpan(command)]),
      ...reproducedLines(cause, page).map((line, at) => `${at === 0 ? '\n' : ''}- ${codeSpan(line)}`),
      '',
    ]
  })
  const skipped = log.skipped.map(
    (cause) => `- ${escapeMarkdown(headingOf(cause))} (${escapeMarkdown(touchedBy(cause))})`,
  )
  return [
    `# Failures in ${escapeMarkdown(file)}`,
    '',
    escapeMarkdown(summaryOf(page)),
    '',
    ...notes.flatMap((note) => [`> ${escapeMarkdown(note)}`, '']),
    ...(log.causes.length === 0 ? ['No failure in this log.', ''] : causes),
    ...(skipped.length === 0 ? [] : ['## Skipped (not a failure)', '', ...skipped, '']),
  ].join('\n')
}
