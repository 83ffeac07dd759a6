import type { JsonValue } from '../../mocks/protocol/index.ts'
import { type HttpRequest, parseJson } from '../../mocks/transport/index.ts'
import type { Diagnosis } from '../../reports/index.ts'
import { type Attempts, BudgetSpent } from './attempt.ts'
import type { DiagnosisParts } from './contract.ts'
import { shapeOf } from './describe-answer.ts'
import { type Isolation, isolate } from './isolate.ts'
import { type Attempt, effectsOf } from './judge-answer.ts'
import { plainestOf } from './plainest-request.ts'
import { type SplitRequest, splitRequest } from './request-split.ts'
import { code, type Halves, type Variant } from './variant.ts'
import { variants } from './variants.ts'

/** The conclusion of a search. */
export type Conclusion = Omit<Diagnosis, 'tried'>

/** The search for a variant that works. */
export class Search {
  readonly #request: HttpRequest
  readonly #control: Attempt
  readonly #attempts: Attempts
  readonly #split: SplitRequest | undefined
  readonly #token: string
  readonly #path: string

  constructor(
    request: HttpRequest,
    control: Attempt,
    attempts: Attempts,
    { unique, storedPath = 'displayName' }: Pick<DiagnosisParts, 'unique' | 'storedPath'>,
  ) {
    this.#token = unique()
    this.#path = storedPath
    this.#request = request
    this.#control = control
    this.#attempts = attempts
    this.#split = splitRequest(request)
  }

  /**
   * Tries variants of the whole request: all of them if it has one part, otherwise those that are likely for any
   * request.
   */
  async whole(): Promise<Conclusion | undefined> {
    const status = this.#control.response?.status ?? 0
    const isLikely = ({ early, hints, drops }: Variant): boolean =>
      early === true || hints?.includes(status) === true || (drops !== undefined && this.#mentions(drops))
    const fitting =
      this.#split === undefined ? variants.filter(({ drops }) => drops === undefined) : variants.filter(isLikely)
    const hintsFirst = [...fitting].sort(
      (one, other) => Number(other.hints?.includes(status) ?? false) - Number(one.hints?.includes(status) ?? false),
    )
    try {
      return (await this.#tryEach(hintsFirst, this.#request, this.#control)) ?? (await this.#together())
    } catch (error) {
      if (error instanceof BudgetSpent) return undefined
      throw error
    }
  }

  /** Leaves parts out until one is found that fails by itself, and tries variants of that part. */
  async parts(): Promise<Conclusion | undefined> {
    if (this.#split === undefined) return undefined
    let isolation: Exclude<Isolation, { kind: 'together' }> | undefined
    try {
      const found = await isolate(this.#split, this.#suspects(this.#split), (name, request) =>
        this.#works(name, request),
      )
      if (found.kind === 'together') return this.#sayTogether(this.#split, found.groups)
      isolation = found
      const said = await this.#tryEach(this.#promisingFirst(rowsFor(isolation)), isolation.base, this.#control)
      return said ?? (await this.#inside(isolation)) ?? this.#sayIsolation(this.#split, isolation)
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error
      return isolation === undefined ? undefined : this.#sayIsolation(this.#split, isolation)
    }
  }

  /** Concludes that no variant works, and tells whether the simplest request of this kind does. */
  async plainest(): Promise<Conclusion> {
    const plainest = plainestOf(this.#request, this.#token, this.#path)
    const { method } = this.#request
    if (plainest === undefined) return { summary: `no variant of the ${method} works` }
    const shape =
      plainest.url === this.#request.url ? (plainest.body ?? '') : `${method} ${new URL(plainest.url).pathname}`
    const named = code(method === 'PATCH' ? `{"op":"replace","path":"${this.#path}","value":"…"}` : shape)
    return (await this.#doesPlainestWork())
      ? { summary: `no variant of this ${method} works; the simplest, ${named}, does` }
      : { summary: `no variant of the ${method} works; the simplest was ${named}` }
  }

  async #doesPlainestWork(): Promise<boolean> {
    const plainest = plainestOf(this.#request, this.#token, this.#path)
    if (plainest === undefined) return false
    const { outcome } = await this.#attempts.attempt('the simplest request', plainest, { isFree: true })
    return outcome === 'works'
  }

  async #tryEach(rows: readonly Variant[], base: HttpRequest, failure: Attempt): Promise<Conclusion | undefined> {
    for (const row of rows) {
      // The server parsed a filter that found nothing; another attribute would find nothing either.
      if (row.findsOther === true && failure.foundNothing === true) continue
      const changed = row.methods.includes(base.method) ? row.change(base) : undefined
      if (changed === undefined) continue
      const { outcome } = await this.#attempts.attempt(row.name, changed, { findsOther: row.findsOther === true })
      if (outcome === 'works') return this.#say(row.halves(base), base, changed)
    }
    return undefined
  }

  /** Tries all likely changes of the whole request together, because a strict server may need two of them at once. */
  async #together(): Promise<Conclusion | undefined> {
    const applied: Halves[] = []
    let changed = this.#request
    for (const row of variants) {
      if (row.early !== true || !row.methods.includes(changed.method)) continue
      const next = row.change(changed)
      if (next === undefined) continue
      applied.push(row.halves(changed))
      changed = next
    }
    if (applied.length < 2) return undefined
    const { outcome } = await this.#attempts.attempt('all of these together', changed)
    if (outcome !== 'works') return undefined
    const join = (side: keyof Halves): string => applied.map((halves) => halves[side]).join(' with ')
    return this.#say(
      { right: join('right'), wrong: join('wrong') },
      this.#request,
      changed,
      '; neither change is enough alone',
    )
  }

  /** Sorts rows so that those which changed the response to the whole request come first: then another part failed. */
  #promisingFirst(rows: readonly Variant[]): readonly Variant[] {
    const [control, ...tried] = this.#attempts.tried
    const changed = new Set(tried.filter(({ answer }) => answer !== control?.answer).map(({ variant }) => variant))
    return rows.toSorted((one, other) => Number(changed.has(other.name)) - Number(changed.has(one.name)))
  }

  /** Searches within the failing part, which may itself have parts: attributes of an extension, or of a value. */
  async #inside(isolation: Exclude<Isolation, { kind: 'together' }>): Promise<Conclusion | undefined> {
    if (isolation.kind !== 'part') return undefined
    const split = splitRequest(isolation.base)
    if (split === undefined || split.labels.length < 2) return undefined
    const inner = await isolate(split, this.#suspects(split), (name, request) => this.#works(name, request))
    if (inner.kind === 'together') return this.#sayTogether(split, inner.groups)
    // If the rest does not work, the part as a whole is more informative.
    return inner.kind === 'part' && inner.without !== undefined ? this.#sayIsolation(split, inner) : undefined
  }

  async #works(name: string, request: HttpRequest): Promise<boolean> {
    return (await this.#attempts.attempt(name, request)).outcome === 'works'
  }

  /** Returns the parts that the response names, or whose effect is missing. */
  #suspects(split: SplitRequest): readonly number[] {
    const missing = new Set(this.#control.missing.map(({ path }) => path.toLowerCase()))
    const isMissing = (index: number): boolean =>
      missing.size > 0 && effectsOf(split.keep([index])).some(({ path }) => missing.has(path.toLowerCase()))
    const all = split.labels.map((_, index) => index)
    const suspects = all.filter((index) => isMissing(index) || this.#mentions(split.labels[index] ?? ''))
    return suspects.length === all.length ? [] : suspects
  }

  /** Returns whether the response mentions an attribute. */
  #mentions(label: string): boolean {
    const { outcome, response } = this.#control
    if (outcome !== 'refused' || response === undefined || label === '') return false
    const body = parseJson<JsonValue>(response.body)
    const text = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['detail'] : response.body
    return typeof text === 'string' && new RegExp(`(?<![\\w:])${RegExp.escape(label)}`, 'i').test(text)
  }

  get #verb(): string {
    switch (this.#control.outcome) {
      case 'ignored':
        return 'is ignored'
      case 'lost':
        return 'removes other values'
      case 'unanswered':
        return 'gets no answer'
      default:
        return 'is rejected'
    }
  }

  #say({ right, wrong }: Halves, base: HttpRequest, changed: HttpRequest, end = ''): Conclusion {
    const [wrongShape, rightShape] = [shapeOf(base, changed), shapeOf(changed, base)]
    return {
      summary: `${right} works, ${wrong} ${this.#verb}${end}`,
      ...(wrongShape === undefined ? {} : { wrong: wrongShape }),
      ...(rightShape === undefined ? {} : { right: rightShape }),
    }
  }

  #sayTogether(split: SplitRequest, [first, second]: readonly [readonly number[], readonly number[]]): Conclusion {
    const names = (indices: readonly number[]): string =>
      indices.map((index) => code(split.labels[index] ?? '')).join(', ')
    const [subject, verb] =
      first.length === 1
        ? ['it works', this.#verb]
        : [
            'they work',
            this.#verb
              .replace(/^is/, 'are')
              .replace(/^gets/, 'get')
              .replace(/^removes/, 'remove'),
          ]
    const pronoun = first.length === 1 ? 'it' : 'they'
    return { summary: `${names(first)}: alone ${subject}, together with ${names(second)} ${pronoun} ${verb}` }
  }

  async #sayIsolation(
    split: SplitRequest,
    isolation: Exclude<Isolation, { kind: 'together' }>,
  ): Promise<Conclusion | undefined> {
    if (isolation.kind === 'core') return undefined
    const name = code(split.labels[isolation.index] ?? '')
    const all = split.keep(split.labels.map((_, index) => index))
    if (isolation.without === undefined) {
      // If no request of this kind works, no single part is the cause.
      return this.#request.method === 'PATCH' && !(await this.#doesPlainestWork())
        ? undefined
        : { summary: `${name} ${this.#verb} even alone, in every variant tried` }
    }
    if (this.#control.outcome === 'ignored')
      return {
        ...this.#say({ right: '', wrong: '' }, all, isolation.without),
        summary: `${name} is ignored in every variant tried, the rest works`,
      }
    return this.#say({ right: `without ${name} it`, wrong: `with ${name} it` }, all, isolation.without)
  }
}

/**
 * Returns the rows for the failing part: first those that were not tried on the whole request; none for the whole
 * request if the rest works.
 */
function rowsFor(isolation: Exclude<Isolation, { kind: 'together' }>): readonly Variant[] {
  const isRestGood = isolation.kind === 'part' && isolation.without !== undefined
  const rows = variants.filter(({ drops, isWhole }) => drops === undefined && !(isRestGood && isWhole === true))
  return [...rows.filter(({ early }) => early !== true), ...rows.filter(({ early }) => early === true)]
}
