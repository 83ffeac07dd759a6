import { isTargetFinding } from '../model/causes.ts'
import type { Exchange, RehearsalResult, ReporterFactory } from '../model/index.ts'
import { collectExchanges, findingsToReplay } from '../replay/collect-exchanges.ts'
import { planReplay } from '../replay/plan.ts'
import { renderScript } from './render-script.ts'

/** Writes a shell script for each finding into the folder `scripts`: each shows its fault to anyone who has sh and curl. */
export const scriptReporter: ReporterFactory = (environment, folder = 'scripts') => ({
  name: 'script',
  onEnd: async (result) => {
    for await (const { id, script } of scriptsOf(result, result.checks.filter(isTargetFinding), environment.tape))
      await environment.writeFile(`${folder}/${fileName(id)}.sh`, script, { mode: 0o700 })
  },
})

/** A result whose causes have their scripts, made from the exchanges on the tape. Findings that follow from a cause have none: memory stays bounded. */
export async function withScripts(
  result: RehearsalResult,
  tape: () => AsyncIterable<Exchange>,
): Promise<RehearsalResult> {
  const scripts = new Map<string, string>()
  for await (const { id, script } of scriptsOf(result, findingsToReplay(result), tape)) scripts.set(id, script)
  if (scripts.size === 0) return result
  const checks = result.checks.map((check) => {
    const script = scripts.get(check.id)
    return script === undefined ? check : { ...check, script }
  })
  return { ...result, checks }
}

async function* scriptsOf(
  result: RehearsalResult,
  findings: RehearsalResult['checks'],
  tape: () => AsyncIterable<Exchange>,
): AsyncIterable<{ readonly id: string; readonly script: string }> {
  const origin = { version: result.tool.version, startedAt: result.run.startedAt }
  // Some at a time, so that memory holds the exchanges of no more.
  for (let from = 0; from < findings.length; from += BATCH) {
    const some = findings.slice(from, from + BATCH)
    const exchanges = await collectExchanges(some, tape)
    for (const finding of some) {
      const plan = planReplay(finding, exchanges.of(finding), result, exchanges.discovery)
      if (plan !== undefined) yield { id: finding.id, script: renderScript(plan, origin) }
    }
  }
}

const BATCH = 40

const fileName = (id: string): string => id.replaceAll(/[^\w.-]+/g, '-').replace(/^\.+/, '')
