import type { VNode } from 'preact'
import { Text } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, duration, instant } from '../model/format.ts'
import { Command } from '../ui/code.tsx'
import { Section } from '../ui/page.tsx'

const OBSERVED = {
  scim: 'read back by SCIM and written to the mock JumpCloud API by scim-rehearsal',
  jumpcloud: 'what the target itself wrote to the mock JumpCloud API',
}

/** The settings of the run, and the command that repeats it. */
export function RunFacts(): VNode {
  const { result } = useReport()
  const { run, target, tool } = result
  const facts: readonly (readonly [string, string])[] = [
    ['Target', target.baseUrl],
    ['Dialect', target.dialect],
    ['Third step', OBSERVED[target.observe]],
    ['Started', instant(run.startedAt)],
    ['Took', duration(run.durationMs)],
    ['Seed', String(run.seed)],
    ['Checks at once', count(run.concurrency)],
    ['Fails on', run.failOn ?? 'must'],
    ['Version', tool.version],
    ...(run.shard === undefined ? [] : [['Shard', run.shard] as const]),
  ]
  const capabilities = Object.entries(target.capabilities)
  return (
    <Section title="The run">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <Text>{value}</Text>
            </dd>
          </div>
        ))}
      </dl>
      {capabilities.length > 0 && target.abilities === undefined && (
        <>
          <h3>What the target offers</h3>
          <ul class="capabilities">
            {capabilities.map(([name, isThere]) => (
              <li key={name} class={isThere ? 'is-there' : ''}>
                <span aria-hidden="true">{isThere ? '✓' : '–'}</span> {name}
                {!isThere && <span class="visually-hidden"> is not offered</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {run.command !== '' && <Command label="the same run again">{run.command}</Command>}
    </Section>
  )
}
