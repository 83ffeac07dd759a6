import { escapeHtml } from '../../reports/index.ts'
import { commandOf, headingOf, type LogPage, linesOf, reproducedLines, summaryOf, touchedBy } from './cause-lines.ts'

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}' +
  'dt{font-weight:600;margin-top:.5rem}dd{margin:0;overflow-wrap:anywhere}pre{background:#f2f2f2;padding:.75rem;white-space:pre-wrap;overflow-wrap:anywhere}' +
  '@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}pre{background:#2a2a2a}a{color:#8ab4f8}}'

/** Renders an explained log as one HTML page that loads nothing. */
export function renderExplainedHtml(page: LogPage): string {
  const { file, notes, log, target } = page
  const causes = log.causes.map((cause, index) => {
    const command = commandOf(cause, target)
    const found = reproducedLines(cause, page)
    return [
      `<section><h2>${index + 1}. ${escapeHtml(headingOf(cause))}</h2>`,
      `<p><strong>${escapeHtml(touchedBy(cause))}</strong></p><dl>`,
      ...linesOf(cause).map(
        ([label, text]) => `<dt>${label}</dt><dd>${label === 'Source' ? linkTo(text) : escapeHtml(text)}</dd>`,
      ),
      '</dl>',
      command === undefined ? '' : `<p>Reproduce it:</p><pre>${escapeHtml(command)}</pre>`,
      found.length === 0 ? '' : `<pre>${escapeHtml(found.join('\n'))}</pre>`,
      '</section>',
    ].join('\n')
  })
  const skipped = log.skipped.map(
    (cause) => `<li>${escapeHtml(headingOf(cause))} (${escapeHtml(touchedBy(cause))})</li>`,
  )
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>Failures in ${escapeHtml(file)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>Failures in ${escapeHtml(file)}</h1><p>${escapeHtml(summaryOf(page))}</p>`,
    ...notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    ...(log.causes.length === 0 ? ['<p>No failure in this log.</p>'] : causes),
    ...(skipped.length === 0 ? [] : [`<h2>Skipped (not a failure)</h2><ul>${skipped.join('')}</ul>`]),
    '</main></body></html>\n',
  ].join('\n')
}

const linkTo = (url: string): string => `<a href="${escapeHtml(url)}">${escapeHtml(url)}</a>`
