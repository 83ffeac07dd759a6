/**
 * Counts, for each deviation of the reference server, the causes that a run finds: `npm run causes`, about half an
 * hour. One defect should be one cause. Prints the causes of each deviation, and a summary. `npm run causes --
 * --every 5` counts every fifth deviation; with names as arguments, only those. test/causes-of-deviations.test.ts
 * compares a sample with its bounds.
 */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { deviations } from '../mocks/scim-server/index.ts'
import { type CountedCauses, countCauses, percentile } from '../test/support/count-causes.ts'

if (process.send === undefined) {
  const [first, every] = process.argv.slice(2)
  if (first === '--every') await countAll([], Number(every))
  else await countAll(process.argv.slice(2), 1)
} else
  process.on('message', async (name: string) => {
    const deviation = deviations.find((one) => one.name === name)
    if (deviation !== undefined) process.send?.(await countCauses(deviation))
  })

async function countAll(names: readonly string[], every: number): Promise<void> {
  // A deviation of the wire is not one of SCIM: it needs its own listener.
  const chosen = deviations
    .filter(({ name, wire }) => wire === undefined && (names.length === 0 || names.includes(name)))
    .filter((_, index) => index % every === 0)
  const waiting = chosen.map(({ name }) => name).values()
  const counted: CountedCauses[] = []
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      const worker = fork(import.meta.filename)
      for (const name of waiting) {
        const { promise, resolve } = Promise.withResolvers<CountedCauses>()
        worker.once('message', (message) => resolve(message as CountedCauses))
        worker.send(name)
        const result = await promise
        counted.push(result)
        console.log(`${result.name}: ${result.failing.join(', ')} | ${result.warning.join(', ')}`)
      }
      worker.kill()
    }),
  )
  const counts = counted.map(({ failing }) => failing.length)
  console.log(
    `${counted.length} deviations: median ${percentile(counts, 0.5)}, 90th percentile ${percentile(counts, 0.9)}, most ${Math.max(...counts)} failing causes; ${counted.filter(({ failing, warning }) => failing.length + warning.length === 0).length} without a finding; ${counted.flatMap(({ errors }) => errors).length} faults of the harness`,
  )
}
