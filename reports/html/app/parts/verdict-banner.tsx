import type { VNode } from 'preact'
import { interruptionSentence } from '../../../model/sentences.ts'
import { Prose, Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { duration, plural } from '../model/format.ts'
import { headlineOf } from '../model/headline.ts'
import { microsoftHeadline, microsoftRuns } from '../model/microsoft-tests.ts'
import { VERDICTS } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { OutcomeBar, OutcomeLegend } from '../ui/outcome-bar.tsx'

/** The verdict in a sentence, and the outcomes of all checks. */
export function VerdictBanner(): VNode {
  const { result } = useReport()
  const { sentence, rest } = headlineOf(result.summary)
  const { word, outcome } = VERDICTS[result.verdict]
  const { exchanges, ...counts } = result.counts
  const { interruption } = result.run
  const runs = microsoftRuns(result.checks)
  const known = result.checks.filter(({ accepted }) => accepted !== undefined).length
  return (
    <header class={`banner banner-${outcome}`}>
      <p class="eyebrow">
        <span class={`verdict-chip state-${outcome}`}>{word}</span>
        <span>
          Rehearsal of <Text>{result.target.baseUrl}</Text>
        </span>
      </p>
      <h1 tabIndex={-1}>
        <Prose>{sentence}</Prose>
      </h1>
      {rest !== '' && (
        <p class="lead">
          <Prose>{rest}</Prose>
        </p>
      )}
      {interruption !== undefined && (
        <p class="callout callout-warn">
          <Text>{interruptionSentence(interruption)}</Text>
        </p>
      )}
      {runs.length > 0 && (
        <p class="lead">
          <a href={formatRoute('microsoft')}>{microsoftHeadline(runs)}</a>
        </p>
      )}
      {result.checks.length > 0 && (
        <div class="tally">
          <OutcomeBar counts={counts} />
          <OutcomeLegend counts={counts} href={(state) => formatRoute('checks', [], { outcome: state })} />
          <p class="note">
            {plural(result.checks.length, 'check')}, {plural(exchanges, 'exchange')}, {duration(result.run.durationMs)}
            {known > 0 && `; ${plural(known, 'finding')} known and accepted`}
          </p>
        </div>
      )}
    </header>
  )
}
