/** The number of bodies that may begin before their test. */
const WINDOW = 6
/** The number of processes of the command line at the same time. */
const AT_ONCE = 2

/**
 * Runs bodies of independent tests two at a time, although mocha runs the tests one after another: most of their time
 * is the start of a process. A body begins when its test or one shortly before it begins, and its failure is that of
 * its test.
 */
export function runAhead(bodies: readonly (() => Promise<void>)[]): readonly (() => Promise<void>)[] {
  const outcomes = bodies.map(() => Promise.withResolvers<void>())
  // The test that awaits the promise reports its failure; until then it must not count as unhandled.
  for (const { promise } of outcomes) promise.catch(() => {})
  const waiting = new Set<number>()
  const seen = new Set<number>()
  let running = 0
  const begin = (): void => {
    const [next] = waiting
    const body = next === undefined ? undefined : bodies[next]
    if (next === undefined || body === undefined || running >= AT_ONCE) return
    waiting.delete(next)
    running += 1
    body()
      .then(outcomes[next]?.resolve, outcomes[next]?.reject)
      .finally(() => {
        running -= 1
        begin()
      })
    begin()
  }
  return bodies.map((_, index) => async () => {
    for (let one = index; one < Math.min(index + WINDOW, bodies.length); one += 1)
      if (!seen.has(one)) {
        seen.add(one)
        waiting.add(one)
      }
    begin()
    await outcomes[index]?.promise
  })
}
