import { matchesGlob } from 'node:path'
import type { Check } from '../check/check.ts'
import type { SuitePlan } from '../check/family.ts'
import type { Invariant } from '../check/invariant.ts'
import { ExpectedError } from '../process/index.ts'
import { matchesId } from './matches-id.ts'
import type { Register } from './requirement.ts'
import type { Suite } from './suites.ts'

/** The checks that a run selects. An empty list selects all. */
export interface Selection {
  readonly suites?: readonly string[]
  /** Globs over ids: `entra.quirk.*`. */
  readonly checks?: readonly string[]
  readonly levels?: readonly ('must' | 'should' | 'may')[]
  /** Selects the I-th of N parts. */
  readonly shard?: { readonly index: number; readonly of: number }
}

/** A definition with its suite. */
export interface Selected {
  readonly checks: readonly { readonly suite: string; readonly check: Check }[]
  readonly invariants: readonly { readonly suite: string; readonly invariant: Invariant }[]
}

/** Selects checks and invariants, and expands families. Throws if a suite or a glob matches nothing. */
export function select(suites: readonly Suite[], plan: SuitePlan, register: Register, selection: Selection): Selected {
  const wanted = chooseSuites(suites, selection.suites ?? [])
  const globs = selection.checks ?? []
  const isWanted = (
    suite: string,
    judged: { id: string; requirements: readonly string[]; tags?: readonly string[] },
  ): boolean =>
    wanted(suite, judged.tags ?? []) &&
    (globs.length === 0 || globs.some((glob) => matchesId(judged.id, glob))) &&
    hasLevel(judged.requirements, register, selection.levels ?? [])

  const all = suites.flatMap(({ name, checks, families }) =>
    [...checks, ...families.flatMap((family) => family.expand(plan))].map((check) => ({ suite: name, check })),
  )
  const checks = all
    .filter(({ suite, check }) => isWanted(suite, check))
    .filter(({ check }) => check.dialect === undefined || check.dialect === plan.dialect)
    .filter(({ check }) => check.onRequest !== true || isAskedFor(check, selection))
  const invariants = suites
    .flatMap(({ name, invariants: of }) => of.map((invariant) => ({ suite: name, invariant })))
    .filter(({ suite, invariant }) => isWanted(suite, invariant))
  if (checks.length === 0 && invariants.length === 0)
    refuse(
      globs,
      all.map(({ check }) => check.id),
    )
  const { shard } = selection
  return {
    checks: shard === undefined ? checks : checks.filter((_, index) => index % shard.of === shard.index - 1),
    invariants,
  }
}

/** Returns the values of `--suite`: the folders, then the tags of their checks. */
export function suiteNames(suites: readonly Suite[]): readonly string[] {
  const tags = suites.flatMap(({ checks }) => checks.flatMap((check) => check.tags ?? []))
  return [...new Set([...suites.map(({ name }) => name), ...tags])]
}

/** Selects suites; a suite is a folder's name, or a tag of checks in several folders, such as `gallery`. */
function chooseSuites(
  suites: readonly Suite[],
  names: readonly string[],
): (suite: string, tags: readonly string[]) => boolean {
  const known = suiteNames(suites)
  for (const name of names) {
    if (!known.includes(name)) throw new UnknownSelection(`unknown suite ${name}; available: ${known.join(', ')}`)
  }
  return (suite, tags) => names.length === 0 || names.includes(suite) || tags.some((tag) => names.includes(tag))
}

/**
 * Returns whether a check that runs only on request was requested: by one of its tags, by its id, or by a glob that names
 * its kind (`entra.quirk.*`).
 */
function isAskedFor({ id, tags = [] }: Check, { suites = [], checks = [] }: Selection): boolean {
  const namesKind = (glob: string): boolean => (glob.split('*')[0] ?? '').split('.').length > 2
  return (
    tags.some((tag) => suites.includes(tag)) ||
    checks.some((glob) => glob === id || (namesKind(glob) && matchesGlob(id, glob)))
  )
}

function hasLevel(requirements: readonly string[], register: Register, levels: readonly string[]): boolean {
  if (levels.length === 0) return true
  return requirements.some((id) => levels.includes(register.get(id)?.level.split(' ')[0]?.toLowerCase() ?? 'must'))
}

/** Thrown if the requested suite or check does not exist. */
export class UnknownSelection extends ExpectedError {
  override readonly name = 'UnknownSelection'

  constructor(message: string) {
    super(message, 'usage')
  }
}

function refuse(globs: readonly string[], ids: readonly string[]): never {
  const asked = globs.join(', ')
  const near = ids
    .filter((id) => globs.some((glob) => id.includes(glob.replaceAll('*', '').split('.').at(-1) ?? glob)))
    .slice(0, 3)
  throw new UnknownSelection(
    `no check matches ${asked === '' ? 'the selection' : asked}${near.length > 0 ? `; near are ${near.join(', ')}` : ''}; \`scim-rehearsal list checks\` lists all`,
  )
}
