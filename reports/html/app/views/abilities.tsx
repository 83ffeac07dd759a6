import type { VNode } from 'preact'
import type { AbilityRow } from '../../../model/result.ts'
import { LongText, Prose, SearchField, SelectField } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { count, plural } from '../model/format.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { Empty, Page } from '../ui/page.tsx'
import { replaceQuery } from '../ui/use-route.ts'

const STATE_WORDS: Readonly<Record<AbilityRow['state'], { readonly word: string; readonly mark: string }>> = {
  yes: { word: 'yes', mark: '✓' },
  no: { word: 'no', mark: '✕' },
  unknown: { word: 'unknown', mark: '?' },
}
const STATES = ['yes', 'no', 'unknown'] as const

/** The abilities of the target, as found out before the first check: the ability, its state, and the evidence. */
export function AbilitiesView({ route }: { route: Route }): VNode {
  const { abilities = [] } = useReport().result.target
  const { words = '', state = '' } = route.query
  if (abilities.length === 0)
    return (
      <Page title="Abilities">
        <Empty title="No abilities are recorded." />
      </Page>
    )
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  const rows = abilities.filter((row) => {
    const text = `${row.id} ${row.title} ${row.shown}`.toLowerCase()
    return (state === '' || row.state === state) && wanted.every((word) => text.includes(word))
  })
  const of = (wantedState: AbilityRow['state']): number => abilities.filter((row) => row.state === wantedState).length
  return (
    <Page
      title="Abilities"
      lead={`The target has ${count(of('yes'))} of ${plural(abilities.length, 'ability', 'abilities')} that were tried before the first check; it lacks ${count(of('no'))}, and ${count(of('unknown'))} ${of('unknown') === 1 ? 'is' : 'are'} unknown.`}
    >
      <div class="filters">
        <SearchField
          label="Search abilities"
          placeholder="Search abilities  ( / )"
          value={words}
          onInput={(value) => replaceQuery(route, { words: value })}
        />
        <SelectField
          label="State"
          value={state}
          options={[
            { value: '', label: 'any' },
            ...STATES.filter((name) => of(name) > 0).map((name) => ({ value: name, label: `${name} (${of(name)})` })),
          ]}
          onChange={(value) => replaceQuery(route, { state: value })}
        />
      </div>
      {rows.length === 0 ? (
        <Empty title="No abilities match." />
      ) : (
        <div class="table-wrap">
          <table class="stacks abilities">
            <thead>
              <tr>
                <th scope="col">Ability</th>
                <th scope="col">State</th>
                <th scope="col">What showed it</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <th scope="row" data-label="Ability">
                    <Prose>{row.title}</Prose> <code class="note row-id">{row.id}</code>
                  </th>
                  <td data-label="State">
                    <span class={`badge ability-${row.state}`}>
                      <span aria-hidden="true">{STATE_WORDS[row.state].mark}</span> {STATE_WORDS[row.state].word}
                    </span>
                  </td>
                  <td data-label="What showed it">
                    <LongText length={240} as={Prose}>
                      {row.shown}
                    </LongText>{' '}
                    <Evidence ids={row.evidence} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>
  )
}

const SHOWN = 4

function Evidence({ ids }: { ids: readonly string[] }): VNode | null {
  if (ids.length === 0) return null
  return (
    <span class="evidence">
      {ids.slice(0, SHOWN).map((id) => (
        <a key={id} href={formatRoute('exchanges', [id])}>
          {id}
        </a>
      ))}
      {ids.length > SHOWN && <span class="note">and {count(ids.length - SHOWN)} more</span>}
    </span>
  )
}
