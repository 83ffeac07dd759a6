import { renderMarkdown } from '../markdown/markdown-reporter.ts'
import { gravestFirst, type RehearsalResult, type ReporterEnvironment } from '../model/index.ts'
import { clip, oneLine } from './plain-text.ts'

// GitHub shows no more of each level of one step.
const MAX_ANNOTATIONS = 10

/** Tells findings as annotations of GitHub Actions, and hands the Markdown report over as the job summary (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
export async function annotate(result: RehearsalResult, environment: ReporterEnvironment): Promise<void> {
  const found = (['fail', 'warn'] as const).flatMap((level) =>
    result.checks
      .toSorted(gravestFirst)
      .filter(({ outcome, accepted }) => outcome === level && accepted === undefined)
      .slice(0, MAX_ANNOTATIONS),
  )
  for (const { outcome, id, title, reason = '', impact } of found) {
    const message = [clip(oneLine(reason), 1000), ...(impact === undefined ? [] : [`in production: ${impact}`])].join(
      '\n',
    )
    environment.print(
      `::${outcome === 'fail' ? 'error' : 'warning'} title=${property(`${id}: ${title}`)}::${data(message)}\n`,
    )
  }
  const summary = environment.environment['GITHUB_STEP_SUMMARY']
  if (summary !== undefined && summary !== '') await environment.appendFile(summary, `${renderMarkdown(result)}\n`)
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(oneLine(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
