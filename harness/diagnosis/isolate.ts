import type { HttpRequest } from '../../mocks/transport/index.ts'
import type { SplitRequest } from './request-split.ts'

/** The cause of a failed request, found by leaving parts out. */
export type Isolation =
  /** One part makes the request fail; the request without it works, if that was tried. */
  | { readonly kind: 'part'; readonly index: number; readonly base: HttpRequest; readonly without?: HttpRequest }
  /** Each of two groups of parts works alone, but both together fail. */
  | { readonly kind: 'together'; readonly groups: readonly [readonly number[], readonly number[]] }
  /** The request fails even without any optional part. */
  | { readonly kind: 'core'; readonly base: HttpRequest }

const FEW = 4
const MAX_SUSPECTS = 2

/** Returns whether a request works; `name` says what it leaves out. */
export type Works = (name: string, request: HttpRequest) => Promise<boolean>

/**
 * Finds the part that makes a request fail: suspects first, one by one if there are few parts, by bisection if there
 * are many.
 */
export async function isolate(split: SplitRequest, suspects: readonly number[], works: Works): Promise<Isolation> {
  const all = split.labels.map((_, index) => index)
  const list = (indices: readonly number[]): string => indices.map((index) => split.labels[index]).join(', ')
  const only = (indices: readonly number[]): Promise<boolean> =>
    works(indices.length === 0 ? 'only the required attributes' : `${list(indices)} alone`, split.keep(indices))
  const without = (index: number): Promise<boolean> =>
    works(`without ${list([index])}`, split.keep(all.filter((other) => other !== index)))

  const culprit = async (index: number, isRestGood: boolean): Promise<Isolation> => {
    const others = all.filter((other) => other !== index)
    return {
      kind: 'part',
      index,
      base: split.keep([index]),
      ...(isRestGood && (others.length > 0 || split.hasCore) ? { without: split.keep(others) } : {}),
    }
  }
  const suspected = async (index: number): Promise<Isolation | undefined> => {
    if (!(await without(index))) return undefined
    const others = all.filter((other) => other !== index)
    if (others.length > 0 && (await only([index]))) return { kind: 'together', groups: [[index], others] }
    return culprit(index, true)
  }

  for (const index of suspects.slice(0, MAX_SUSPECTS)) {
    const found = await suspected(index)
    if (found !== undefined) return found
  }
  if (split.hasCore && all.length <= FEW)
    for (const index of all.filter((one) => !suspects.slice(0, MAX_SUSPECTS).includes(one))) {
      const found = await suspected(index)
      if (found !== undefined) return found
    }
  if (split.hasCore && !(await only([]))) return { kind: 'core', base: split.keep([]) }

  const bisect = async (indices: readonly number[]): Promise<Isolation> => {
    const [index] = indices
    if (index !== undefined && indices.length === 1) {
      const isRestGood = all.length > 1 ? await without(index) : split.hasCore
      return culprit(index, isRestGood)
    }
    const middle = Math.ceil(indices.length / 2)
    const [first, second] = [indices.slice(0, middle), indices.slice(middle)]
    if (!(await only(first))) return bisect(first)
    if (!(await only(second))) return bisect(second)
    return { kind: 'together', groups: [first, second] }
  }
  return bisect(all)
}
