import type { VNode } from 'preact'
import { useMemo, useRef } from 'preact/hooks'
import { GRAVITIES } from '../../../model/gravity.ts'
import type { CheckResult } from '../../../model/result.ts'
import { failureOf } from '../../../model/sentences.ts'
import { type Option, Prose, SearchField, SelectField, useStepKeys } from '../../../page/index.ts'
import { useReport } from '../data/report.ts'
import { type FindingGroup, findGroups, groupFindings, SORTS, satisfies, violatedOf } from '../model/findings.ts'
import { count, plural } from '../model/format.ts'
import { isFinding } from '../model/outcome.ts'
import { formatRoute, type Route } from '../model/route.ts'
import { CheckDetail } from '../parts/check-detail.tsx'
import { Followers } from '../parts/followers.tsx'
import { Mark, Tag } from '../ui/badge.tsx'
import { GravityTag } from '../ui/gravity-tag.tsx'
import { Empty, Page } from '../ui/page.tsx'
import { useInSight } from '../ui/use-in-sight.ts'
import { replaceQuery } from '../ui/use-route.ts'

/**
 * Causes with the checks that follow from them, searched, filtered and sorted; the selected finding is shown in full
 * beside them.
 */
export function FindingsView({ route }: { route: Route }): VNode {
  const { result } = useReport()
  const all = useMemo(() => groupFindings(result), [result])
  const added = useMemo(() => new Set(result.comparison?.added ?? []), [result])
  const groups = useMemo(() => findGroups(all, route.query, added), [all, added, JSON.stringify(route.query)])
  const list = useRef<HTMLDivElement>(null)
  useStepKeys((by) => step(list.current, by))
  const findings = result.checks.filter(isFinding)
  const [id] = route.path
  // On a wide screen, the gravest finding is shown beside the list until the user selects another one.
  const gravest = groups.find(({ cause }) => cause.outcome !== 'error') ?? groups[0]
  const chosen = id === undefined ? gravest?.cause : result.checks.find((check) => check.id === id)
  if (findings.length === 0)
    return (
      <Page title="Findings">
        <Empty title="No findings.">
          {result.checks.length === 0
            ? 'No check ran.'
            : `${plural(result.checks.length, 'check')} passed, ${result.checks.length === 1 ? 'was' : 'were'} skipped or ${result.checks.length === 1 ? 'does' : 'do'} not apply.`}
        </Empty>
      </Page>
    )
  const isKnown = ({ cause }: FindingGroup): boolean => cause.accepted !== undefined
  const isFault = ({ cause }: FindingGroup): boolean => cause.outcome === 'error'
  const sections: readonly (readonly [heading: string | undefined, groups: readonly FindingGroup[]])[] = [
    ['Internal errors in scim-rehearsal, please report them', groups.filter(isFault)],
    [undefined, groups.filter((group) => !isKnown(group) && !isFault(group))],
    ['Known and accepted', groups.filter(isKnown)],
  ]
  return (
    <div class={`split ${id === undefined ? 'has-nothing-chosen' : ''}`}>
      <div class="split-list" data-scrolls ref={list}>
        <Page title="Findings" lead={leadOf(groups, all)}>
          <FindingFilters route={route} groups={all} />
          {groups.length === 0 && <Empty title="No findings match." />}
          {sections.map(
            ([heading, members]) =>
              members.length > 0 && (
                <div key={heading ?? ''}>
                  {heading !== undefined && <p class="list-heading">{heading}</p>}
                  <ul class="finding-list">
                    {members.map((group) => (
                      <Group
                        key={group.cause.id}
                        group={group}
                        route={route}
                        beside={chosen?.id}
                        isNew={added.has(group.cause.id)}
                        isOpen={!satisfies(group.cause, route.query, added)}
                      />
                    ))}
                  </ul>
                </div>
              ),
          )}
        </Page>
      </div>
      <div class="split-detail">
        {chosen !== undefined && (
          <CheckDetail
            check={chosen}
            back={{ href: formatRoute('findings', [], route.query), label: 'All findings' }}
          />
        )}
        {chosen === undefined && id !== undefined && <Empty title={`There is no finding ${id} in this result.`} />}
      </div>
    </div>
  )
}

function leadOf(groups: readonly FindingGroup[], all: readonly FindingGroup[]): VNode {
  const causes = plural(all.length, 'cause')
  const followers = new Set(groups.flatMap((group) => group.followers)).size
  return (
    <span role="status">
      {groups.length === all.length ? causes : `${count(groups.length)} of ${causes}`}
      {followers > 0 && `; ${plural(followers, 'check')} ${followers === 1 ? 'follows' : 'follow'} from them`}
    </span>
  )
}

function FindingFilters({ route, groups }: { route: Route; groups: readonly FindingGroup[] }): VNode {
  const { result } = useReport()
  const { words = '', gravity = '', suite = '', section = '', known = '', sort = '' } = route.query
  const findings = groups.flatMap(({ cause, followers }) => [cause, ...followers.filter(isFinding)])
  const named = (names: readonly string[]): Option[] =>
    [...new Set(names)]
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
      .map((name) => ({ value: name, label: name }))
  const graded = findings.flatMap((check) => check.gravity ?? [])
  const isCompared = result.comparison !== undefined
  const hasKnown = findings.some(({ accepted }) => accepted !== undefined)
  const set = (name: string) => (value: string) => replaceQuery(route, { [name]: value })
  const any = (options: readonly Option[]): Option[] => [{ value: '', label: 'any' }, ...options]
  return (
    <div class="filters">
      <SearchField label="Search findings" placeholder="Search findings  ( / )" value={words} onInput={set('words')} />
      {graded.length > 0 && (
        <SelectField
          label="Gravity"
          value={gravity}
          options={any(
            ([1, 2, 3, 4, 5] as const)
              .filter((grade) => graded.includes(grade))
              .map((grade) => ({ value: String(grade), label: `${grade} ${GRAVITIES[grade].word}` })),
          )}
          onChange={set('gravity')}
        />
      )}
      <SelectField
        label="Suite"
        value={suite}
        options={any(named(findings.map((check) => check.suite)))}
        onChange={set('suite')}
      />
      <SelectField
        label="Section"
        value={section}
        options={any(named(findings.flatMap((check) => violatedOf(check).map((rule) => rule.section))))}
        onChange={set('section')}
      />
      {(isCompared || hasKnown) && (
        <SelectField
          label="Known"
          value={known}
          options={any([
            ...(isCompared ? [{ value: 'new', label: 'new since the baseline' }] : []),
            ...(hasKnown
              ? [
                  { value: 'unknown', label: 'not accepted' },
                  { value: 'known', label: 'accepted' },
                ]
              : []),
          ])}
          onChange={set('known')}
        />
      )}
      <SelectField
        label="Sort by"
        value={sort}
        options={Object.entries(SORTS).map(([value, label]) => ({ value: value === 'gravity' ? '' : value, label }))}
        onChange={set('sort')}
      />
    </div>
  )
}

interface GroupProps {
  readonly group: FindingGroup
  readonly route: Route
  /** The finding that is shown beside the list on a wide screen. */
  readonly beside: string | undefined
  readonly isNew: boolean
  /** True if only checks that follow match the search. */
  readonly isOpen: boolean
}

function Group({ group: { cause, followers }, route, beside, isNew, isOpen }: GroupProps): VNode {
  const [id] = route.path
  const isBeside = beside === cause.id
  const follower = followers.find((check) => check.id === id)
  const link = useInSight<HTMLLIElement>(isBeside)
  return (
    <li class="finding-group" ref={link}>
      <a
        href={formatRoute('findings', [cause.id], route.query)}
        class={isBeside ? 'is-beside' : ''}
        aria-current={id === cause.id ? 'true' : undefined}
        data-step=""
      >
        <Mark state={cause.outcome} />
        <span class="finding-name">
          <Prose>{failureOf(cause)}</Prose>
          <span class="finding-tags">
            <GravityTag check={cause} />
            {isNew && <Tag tone="new">new</Tag>}
            <FirstSection check={cause} />
          </span>
        </span>
      </a>
      {followers.length > 0 && (
        <details open={isOpen || follower !== undefined}>
          <summary>
            {plural(followers.length, 'check')} {followers.length === 1 ? 'follows' : 'follow'}
          </summary>
          <Followers checks={followers} chosen={id} query={route.query} />
        </details>
      )}
    </li>
  )
}

function FirstSection({ check }: { check: CheckResult }): VNode | null {
  const section = violatedOf(check)[0]?.section
  return section === undefined || check.outcome === 'error' ? null : <span class="note">{section}</span>
}

/** Opens the next or previous finding of the visible list, without the collapsed ones. */
function step(list: HTMLElement | null, by: 1 | -1): void {
  const links = [...(list?.querySelectorAll<HTMLAnchorElement>('a[data-step]') ?? [])].filter((link) =>
    link.checkVisibility(),
  )
  const present = links.findIndex((link) => link.ariaCurrent === 'true')
  const beside = links.findIndex((link) => link.classList.contains('is-beside'))
  const from = present >= 0 ? present : beside
  links[Math.min(Math.max(from + by, 0), links.length - 1)]?.click()
}
