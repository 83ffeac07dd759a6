import type { EntraSwitches } from '../../mocks/entra/index.ts'
import type { Exchange } from '../../reports/index.ts'
import { activityMarker } from '../proxy/index.ts'
import { secretLocations, seenBehaviour, UNSEEN } from './behaviour.ts'
import { type ComparedRequest, compareRequest } from './compare-request.ts'
import type { Fidelity, FidelitySwitches } from './fidelity.ts'

/** A setting of the mock client that a recording shows. */
interface SeenSetting {
  /** The setting as `--switch` accepts it, or `dialect=flagged`. */
  readonly setting: string
  readonly requests: number
  /** The id of the first exchange that shows it. */
  readonly example: string
}

/** Requests that differ from the mock's in the same way. */
interface UnknownShape {
  readonly difference: string
  readonly requests: number
  readonly example: string
}

/** The comparison of a recording with the mock client. */
export interface ComparedRecording {
  readonly requests: number
  /**
   * The number of requests that the mock sends with its defaults, of those that it sends with a setting, and of those
   * that it never sends.
   */
  readonly counts: { readonly same: number; readonly known: number; readonly unknown: number }
  readonly settings: readonly SeenSetting[]
  readonly unknown: readonly UnknownShape[]
  /** The settings that the order of requests shows. */
  readonly order: readonly string[]
  /** Switches that the recording does not show, with the reason. */
  readonly silent: readonly { readonly name: string; readonly reason: string }[]
  /** The settings with which the mock client behaves like the recorded one. */
  readonly fidelity: Fidelity
}

/**
 * Classifies every request of a recording: equal to the mock's, known under a setting, or unknown. `all` also contains
 * requests that are not SCIM, such as token requests.
 */
export async function compareRecording(
  exchanges: readonly Exchange[],
  base: string,
  all: readonly Exchange[] = exchanges,
): Promise<ComparedRecording> {
  const marker = activityMarker()
  const marked = exchanges.map((exchange) => {
    const mark = marker.mark(exchange)
    return { exchange, activity: Number(mark.split(' ')[1]), isProbe: mark.endsWith(' probe') }
  })
  const compared = await Promise.all(exchanges.map((exchange) => compareRequest(exchange, base)))
  const tally = new Map<string, { requests: number; example: string }>()
  const note = (setting: string, example: string): void => {
    const before = tally.get(setting)
    tally.set(setting, { requests: (before?.requests ?? 0) + 1, example: before?.example ?? example })
  }
  for (const one of compared) for (const setting of settingsIn(one)) note(setting, one.id)
  for (const { name, value, id } of [...seenBehaviour(marked), ...secretLocations(all)]) note(`${name}=${value}`, id)
  const settings = [...tally].map(([setting, { requests, example }]) => ({ setting, requests, example }))
  const unknown = countUnknown(compared)
  const isUnknown = (one: ComparedRequest): boolean => one.unknown.length > 0
  const isKnown = (one: ComparedRequest): boolean =>
    !isUnknown(one) && settingsIn(one).some((setting) => setting !== DEFAULT_DIALECT)
  const count = (is: (one: ComparedRequest) => boolean): number => compared.filter(is).length
  const counts = { unknown: count(isUnknown), known: count(isKnown) }
  return {
    requests: exchanges.length,
    counts: { ...counts, same: exchanges.length - counts.unknown - counts.known },
    settings,
    unknown,
    order: orderOf(marked),
    silent: silentOf(settings),
    fidelity: fidelityOf(settings, unknown),
  }
}

const DEFAULT_DIALECT = 'dialect=legacy'

function settingsIn({ settings = {}, headers }: ComparedRequest): string[] {
  return [...Object.entries(settings), ...Object.entries(headers)].map(([name, value]) => `${name}=${String(value)}`)
}

function countUnknown(compared: readonly ComparedRequest[]): UnknownShape[] {
  const shapes = new Map<string, { requests: number; example: string }>()
  for (const { id, kind, unknown } of compared)
    for (const difference of unknown) {
      const name = difference.startsWith('header ') ? difference : `${kind}: ${difference}`
      const before = shapes.get(name)
      shapes.set(name, { requests: (before?.requests ?? 0) + 1, example: before?.example ?? id })
    }
  return [...shapes]
    .map(([difference, { requests, example }]) => ({ difference, requests, example }))
    .toSorted((a, b) => b.requests - a.requests)
}

/** Returns the settings that the probes of activities show: whether there are any, and how many. */
function orderOf(
  marked: readonly { readonly activity: number; readonly isProbe: boolean; readonly exchange: Exchange }[],
): string[] {
  return [...Map.groupBy(marked, ({ activity }) => activity)].flatMap(([number, list]) => {
    const probes = list.findIndex(({ isProbe }) => !isProbe)
    const begun = probes < 0 ? list.length : probes
    const ofUsers = list.slice(0, begun).filter(({ exchange }) => /\/Users(?:\?|$)/.test(exchange.request.url)).length
    if (begun === 0) return [`activity ${number} begins without a probe; the mock probes first`]
    return ofUsers > 1 ? [`activity ${number} begins with ${ofUsers} probes of /Users; the mock sends one`] : []
  })
}

const SWITCHES = [
  'accept',
  'adscimversion',
  'oauthSecret',
  'retryAfter',
  'timedOutPost',
  'vanishedObject',
  'listAtSingleValue',
  'primaryEmail',
] as const

/** The reason why a recording may not show a switch, although it could. */
const NOT_SEEN: Readonly<Record<(typeof SWITCHES)[number], string>> = {
  accept: 'as in the mock',
  adscimversion: 'as in the mock',
  oauthSecret: 'no token request was recorded',
  retryAfter: 'no 429 with Retry-After was recorded',
  timedOutPost: 'no POST without an answer was recorded',
  vanishedObject: 'no object vanished and was tried again later',
  listAtSingleValue: 'no list at a single value was sent',
  primaryEmail: 'no user with several mail addresses and another choice was sent',
}

function silentOf(settings: readonly SeenSetting[]): { name: string; reason: string }[] {
  const isSeen = (name: string): boolean => settings.some(({ setting }) => setting.startsWith(`${name}=`))
  return [
    ...SWITCHES.filter((name) => !isSeen(name)).map((name) => ({ name, reason: NOT_SEEN[name] })),
    ...Object.entries(UNSEEN).map(([name, reason]) => ({ name, reason })),
  ]
}

/** Returns the value of a setting that most requests show. */
function fidelityOf(settings: readonly SeenSetting[], unknown: readonly UnknownShape[]): Fidelity {
  const most = (name: string): string | undefined => {
    const [first] = settings
      .filter(({ setting }) => setting.startsWith(`${name}=`))
      .toSorted((a, b) => b.requests - a.requests)
    return first?.setting.slice(name.length + 1)
  }
  const dialect = most('dialect')
  const chosen = SWITCHES.flatMap((name) => {
    const value = most(name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    schemaVersion: 1,
    ...(dialect === 'legacy' || dialect === 'flagged' ? { dialect } : {}),
    ...(most('activeAsText') === undefined ? {} : { activeAsText: true }),
    switches: Object.fromEntries(chosen) as FidelitySwitches & Partial<EntraSwitches>,
    unknown: unknown.map(({ difference, requests }) => `${difference} (${requests})`),
  }
}
