import { renderMarkdown } from '../markdown/markdown-reporter.ts'
import {
  causesToFix,
  failureOf,
  followersOf,
  plural,
  type RehearsalResult,
  type ReporterEnvironment,
} from '../model/index.ts'
import { clip, oneLine } from '../text/index.ts'

// GitHub shows at most ten annotations of each level per step.
const MAX_ANNOTATIONS = 10

/**
 * Writes the gravest causes as annotations of GitHub Actions, and the Markdown report as the job summary
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export async function annotate(result: RehearsalResult, environment: ReporterEnvironment): Promise<void> {
  const found = (['fail', 'warn'] as const).flatMap((level) =>
    causesToFix(result)
      .filter(({ outcome }) => outcome === level)
      .slice(0, MAX_ANNOTATIONS),
  )
  for (const check of found) {
    const { outcome, id, reason = '', impact, remedy } = check
    const follow = followersOf(result, id).length
    const message = [
      clip(oneLine(reason), 1000),
      ...(impact === undefined ? [] : [`Impact: ${impact}`]),
      ...(remedy === undefined ? [] : [`Fix: ${remedy}`]),
      ...(follow === 0 ? [] : [`${plural(follow, 'check')} ${follow === 1 ? 'follows' : 'follow'} from it`]),
    ].join('\n')
    const title = property(`${id}: ${failureOf(check)}`)
    environment.print(`::${outcome === 'fail' ? 'error' : 'warning'} title=${title}::${data(message)}\n`)
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
