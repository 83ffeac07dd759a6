import type { VNode } from 'preact'
import { LongText, Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { plural } from '../model/format.ts'
import { type MicrosoftRun, microsoftHeadline, microsoftRuns } from '../model/microsoft-tests.ts'
import { isFinding } from '../model/outcome.ts'
import { formatRoute } from '../model/route.ts'
import { Badge } from '../ui/badge.tsx'
import { Empty, Page, Section } from '../ui/page.tsx'

const WHAT = {
  gallery: "the tests of Microsoft's application gallery",
  validator: "the tests of Microsoft's hosted SCIM Validator",
} as const

/** Microsoft's own tests, one table for each of its two test runs. */
export function MicrosoftView(): VNode {
  const runs = microsoftRuns(useReport().result.checks)
  if (runs.length === 0)
    return (
      <Page title="Microsoft's tests">
        <Empty title="Microsoft's tests did not run.">
          They run on request: <code>--check 'gallery.*'</code> and <code>--check 'validator.*'</code>.
        </Empty>
      </Page>
    )
  return (
    <Page
      title={microsoftHeadline(runs)}
      lead="Tests passed of those that Microsoft runs itself, under Microsoft's names."
    >
      {runs.map((run) => (
        <Tests key={run.kind} run={run} />
      ))}
    </Page>
  )
}

function Tests({ run: { kind, name, tests, passed } }: { run: MicrosoftRun }): VNode {
  return (
    <Section title={`${name}: ${passed} of ${plural(tests.length, 'test')} passed`} note={WHAT[kind]}>
      <div class="table-wrap">
        <table class="stacks microsoft-tests">
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Outcome</th>
              <th scope="col">What it expects, and why it did not pass</th>
            </tr>
          </thead>
          <tbody>
            {tests.map(({ check, name: test, does }) => (
              <tr key={check.id}>
                <th scope="row" data-label="Test">
                  <a href={formatRoute(isFinding(check) ? 'findings' : 'checks', [check.id])}>
                    <Text>{test}</Text>
                  </a>
                </th>
                <td data-label="Outcome">
                  <Badge state={check.outcome} />
                </td>
                <td data-label="Expects">
                  <Text>{does}</Text>
                  {check.outcome !== 'pass' && check.reason !== undefined && (
                    <p class="note">
                      <LongText length={240}>{check.reason}</LongText>
                    </p>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
