/** Converts a string to one line that is never read as Markdown, HTML, a mention or a link. */
export function escapeMarkdown(text: string): string {
  return escapeForHtml(text)
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&')
    .replaceAll(/\b(?:https?|ftp|www)(?=[:.])/gi, '$&&#8203;')
    .replace(/^(?:[#+=-]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}&#8203;` : `\\${start}`))
}

/** Makes one line of text for an HTML element within Markdown, where Markdown is not read. */
export function escapeForHtml(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@&#8203;')
}

/** Makes a code span whose content cannot end it. */
export function codeSpan(content: string): string {
  const clean = oneLine(content)
  const fence = '`'.repeat(longestRun(clean) + 1)
  return /^`|`$/.test(clean) ? `${fence} ${clean} ${fence}` : `${fence}${clean}${fence}`
}

/** Creates a fenced block whose content cannot end it. */
export function fenced(content: string, language = ''): string {
  const clean = content.replaceAll(/[^\P{Cc}\n\t]/gu, '\uFFFD').replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '\uFFFD')
  const fence = '`'.repeat(Math.max(2, longestRun(clean)) + 1)
  return `${fence}${language}\n${clean}\n${fence}`
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}

function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .replaceAll(/\p{Cf}/gu, (mark) => `U+${mark.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`)
    .trim()
}
