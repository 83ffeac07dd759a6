import type { VNode } from 'preact'
import { useReport } from '../data/report.ts'
import { Changes } from '../parts/changes.tsx'
import { FixFirst } from '../parts/fix-first.tsx'
import { Leftovers } from '../parts/leftovers.tsx'
import { NotJudged } from '../parts/not-judged.tsx'
import { RunFacts } from '../parts/run-facts.tsx'
import { ThreeSteps } from '../parts/three-steps.tsx'
import { VerdictBanner } from '../parts/verdict-banner.tsx'

/** The verdict, what to fix first, and the facts of the run. */
export function Overview(): VNode {
  const { result } = useReport()
  return (
    <>
      <VerdictBanner />
      <FixFirst />
      {result.comparison !== undefined && <Changes comparison={result.comparison} />}
      <ThreeSteps />
      <NotJudged />
      {result.leftovers !== undefined && result.leftovers.length > 0 && <Leftovers leftovers={result.leftovers} />}
      <RunFacts />
    </>
  )
}
