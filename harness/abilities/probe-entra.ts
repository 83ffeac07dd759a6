import { type ObjectMapping, ordinaryUser, resourcesOf, type SourceUser } from '../../mocks/entra/index.ts'
import { withAllowedValues } from '../entra/allowed-values.ts'
import type { EntraPlayer } from '../entra/entra-player.ts'
import type { TargetFacts } from '../facts/target-facts.ts'
import type { UserNameTrial } from '../scim/given.ts'
import type { AbilityId, NeedsAbility } from './ability.ts'
import type { Observations } from './observations.ts'

/** The result of creating a user with Entra by the run's attribute mappings. */
export interface MappingProbe {
  /** Target attributes that the target rejects, drops or changes, each with the observed behaviour. */
  readonly lost: ReadonlyMap<string, string>
  /** The mapping without those rows, by which other checks provision. */
  readonly working: ObjectMapping
}

/** The abilities that the probe tries. */
export const ENTRA_ABILITIES: readonly AbilityId[] = [
  'entra.probe',
  'entra.group.probe',
  'entra.create',
  'entra.stored',
  'match.user',
]

/** The components that the probe uses. */
export interface EntraProbeParts {
  readonly entra: EntraPlayer
  readonly facts: TargetFacts
  readonly observations: Observations
  readonly unique: () => string
  readonly form: UserNameTrial['form']
  readonly hasGroups: boolean
  /** Tells which abilities must be known. */
  readonly needs: NeedsAbility
  /** Id of the exchange that was recorded last. */
  readonly lastExchange: () => string | undefined
}

/** Attributes whose rows are never left out: matching attributes, and those that a server may require of every user. */
const NEEDED = /^(?:userName|displayName|active|emails\[.*\]\.value)$/i
const MOST_ATTEMPTS = 12

type See = (id: Parameters<Observations['record']>[0], isThere: boolean, shown: string) => void

/** Records the result of the latest exchange. */
const seeing =
  ({ observations, lastExchange }: Pick<EntraProbeParts, 'observations' | 'lastExchange'>): See =>
  (id, isThere, shown) => {
    const exchange = lastExchange()
    observations.record(id, isThere ? 'yes' : 'no', shown, ...(exchange === undefined ? [] : [{ exchange }]))
  }

/** Sends the queries by which Entra tests a connection; they change nothing. */
export async function probeEntraQueries(parts: Omit<EntraProbeParts, 'form'>): Promise<void> {
  const { entra, unique, hasGroups, needs } = parts
  const see = seeing(parts)
  if (needs('entra.probe')) {
    const probe = await entra.probe()
    const isAnswered = resourcesOf(probe)?.length === 0
    see(
      'entra.probe',
      isAnswered,
      `the query for an unknown user was answered ${probe.status} ${probe.text.slice(0, 200)}`,
    )
  }
  if (hasGroups && needs('entra.group.probe')) {
    const groups = await entra.groups.find(`${unique()} nobody`)
    see(
      'entra.group.probe',
      groups?.length === 0,
      groups === undefined ? 'no list was returned' : `${groups.length} groups were returned`,
    )
  }
}

/**
 * Sends what Entra sends after its probes: a create by the run's mappings, and the matching query of the next cycle.
 */
export async function probeEntra(parts: EntraProbeParts): Promise<MappingProbe> {
  const { entra, unique, form } = parts
  const see = seeing(parts)
  const mapping = entra.mapping.mapping
  const whole: MappingProbe = { lost: new Map(), working: mapping }
  await probeEntraQueries(parts)

  const person = (): SourceUser => {
    const alias = unique()
    const plain = withAllowedValues(parts.facts, mapping, ordinaryUser(alias))
    return form === 'email' ? { ...plain, mailNickname: plain.userPrincipalName } : plain
  }
  const first = person()
  const created = await entra.provision(first)
  if (created.action !== 'create' || created.targetId === undefined) {
    const found = created.sent === undefined ? undefined : await acceptedRows(entra, person)
    see('entra.create', found !== undefined, created.reason ?? created.action)
    return found === undefined
      ? whole
      : { ...found, lost: new Map([...found.lost].map(([name]) => [name, `rejected: ${created.reason ?? ''}`])) }
  }
  see('entra.create', true, `POST /Users answered ${created.response?.status}`)
  const changes = (await entra.compare(first, created.targetId)) ?? []
  const targets = new Set(changes.map((change) => change.replace(/^\w+ /, '')))
  see(
    'entra.stored',
    targets.size === 0,
    targets.size === 0
      ? 'every mapped attribute is returned as sent'
      : `not returned as sent: ${[...targets].join(', ')}`,
  )
  if (parts.needs('match.user')) {
    const again = await entra.find(first)
    see(
      'match.user',
      again.length === 1 && again[0] === created.targetId,
      `the query for the user returned ${again.length === 1 ? 'one user' : `${again.length} users`}`,
    )
  }
  return {
    lost: new Map([...targets].map((target) => [target, 'not returned as sent'])),
    working: without(mapping, targets),
  }
}

/** Returns the mapping without the rows of some targets. */
function without(mapping: ObjectMapping, targets: ReadonlySet<string>): ObjectMapping {
  return {
    ...mapping,
    attributeMappings: mapping.attributeMappings.filter(
      ({ targetAttributeName, matchingPriority }) =>
        matchingPriority > 0 || NEEDED.test(targetAttributeName) || !targets.has(targetAttributeName),
    ),
  }
}

/**
 * Finds by bisection the rows that a server accepts if it rejects a user with all of them. Undefined if it rejects even
 * the simplest user.
 */
async function acceptedRows(entra: EntraPlayer, person: () => SourceUser): Promise<MappingProbe | undefined> {
  const mapping = entra.mapping.mapping
  const optional = mapping.attributeMappings
    .filter(({ targetAttributeName, matchingPriority }) => matchingPriority === 0 && !NEEDED.test(targetAttributeName))
    .map(({ targetAttributeName }) => targetAttributeName)
  let attempts = 0
  const accepts = async (kept: readonly string[]): Promise<boolean> => {
    attempts += 1
    const left = new Set(optional.filter((target) => !kept.includes(target)))
    return (await entra.with({ mapping: without(mapping, left) }).provision(person())).action === 'create'
  }
  if (!(await accepts([]))) return undefined
  const search = async (rows: readonly string[]): Promise<string[]> => {
    if (rows.length === 0 || attempts >= MOST_ATTEMPTS) return []
    if (await accepts(rows)) return [...rows]
    if (rows.length === 1) return []
    const middle = Math.ceil(rows.length / 2)
    return [...(await search(rows.slice(0, middle))), ...(await search(rows.slice(middle)))]
  }
  const kept = await search(optional)
  const lost = optional.filter((target) => !kept.includes(target))
  return { lost: new Map(lost.map((target) => [target, 'rejected'])), working: without(mapping, new Set(lost)) }
}
