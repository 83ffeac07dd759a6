import { isTargetFinding } from '../model/causes.ts'
import type { Exchange, RehearsalResult, ReporterFactory } from '../model/index.ts'
import { findingsToReplay } from '../replay/collect-exchanges.ts'
import { fileName, plansOf } from '../replay/plans.ts'
import { renderScript } from './render-script.ts'

/**
 * Writes a shell script for each finding into the folder `scripts`: each reproduces its fault with only sh and curl.
 */
export const scriptReporter: ReporterFactory = (environment, folder = 'scripts') => ({
  name: 'script',
  onEnd: async (result) => {
    for await (const plan of plansOf(result, result.checks.filter(isTargetFinding), environment.tape))
      await environment.writeFile(`${folder}/${fileName(plan.check.id)}.sh`, renderScript(plan, originOf(result)), {
        mode: 0o700,
      })
  },
})

/**
 * Returns a result whose causes have scripts, made from the exchanges on the tape. Findings that follow from a cause
 * have none, so that a result stays small.
 */
export async function withScripts(
  result: RehearsalResult,
  tape: () => AsyncIterable<Exchange>,
): Promise<RehearsalResult> {
  const scripts = new Map<string, string>()
  for await (const plan of plansOf(result, findingsToReplay(result), tape))
    scripts.set(plan.check.id, renderScript(plan, originOf(result)))
  if (scripts.size === 0) return result
  const checks = result.checks.map((check) => {
    const script = scripts.get(check.id)
    return script === undefined ? check : { ...check, script }
  })
  return { ...result, checks }
}

const originOf = ({ tool, run }: RehearsalResult): { version: string; startedAt: string } => ({
  version: tool.version,
  startedAt: run.startedAt,
})
