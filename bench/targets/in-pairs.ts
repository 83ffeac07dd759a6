import { round2 } from '../bench-row.ts'

/** Two sides that were measured in turn. */
interface Pairs {
  /** The best round of each side. */
  readonly best: number
  readonly bestOfTheirs: number
  /**
   * The median of the ratios of the rounds: a disturbance of the machine that lasts longer than a round affects both
   * sides.
   */
  readonly ratio: number
}

/** Measures two sides in `rounds` rounds, one side after the other, and alternates which one begins. */
export async function inPairs(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pairs> {
  let [best, bestOfTheirs] = [0, 0]
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0 ? await ours() : await theirs()
    const second = round % 2 === 0 ? await theirs() : await ours()
    const [one, other] = round % 2 === 0 ? [first, second] : [second, first]
    best = Math.max(best, one)
    bestOfTheirs = Math.max(bestOfTheirs, other)
    ratios.push(one / other)
  }
  return { best, bestOfTheirs, ratio: round2(ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN) }
}
