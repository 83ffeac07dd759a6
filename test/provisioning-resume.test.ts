import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { openJobState } from '../mocks/entra/index.ts'
import { listenScimServer } from '../mocks/scim-server/index.ts'
import { root } from './support/command.ts'
import { faultyProxy } from './support/faulty-proxy.ts'
import { temporaryFolder } from './support/temporary-folder.ts'

const USERS = 150
const CYCLES = 4
const KILLS = 20

interface Shown {
  readonly id: string
  readonly userName: string
  readonly active: boolean
  readonly title?: string
  readonly displayName?: string
}

/** Runs `provision` until it ends, or is killed before a given request. */
async function provision(server: string, stateFile: string, cycles: number, killAt = Number.POSITIVE_INFINITY) {
  let requests = 0
  let creations = 0
  let kill = (): void => {}
  await using proxy = await faultyProxy(new URL(server).origin, (method) => {
    requests += 1
    if (method === 'POST') creations += 1
    if (requests === killAt) kill()
    return 'none'
  })
  const child = spawn(
    process.execPath,
    [
      join(root, 'harness/cli/bin.ts'),
      ...['provision', '--target', server.replace(new URL(server).origin, proxy.origin), '--state', stateFile],
      ...[
        '--users',
        String(USERS),
        '--groups',
        '2',
        '--scenario',
        'lifecycle',
        '--cycles',
        String(cycles),
        '--seed',
        '4',
      ],
    ],
    { cwd: root, stdio: 'ignore' },
  )
  kill = () => child.kill('SIGKILL')
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, requests, creations }
}

async function users(url: string): Promise<Shown[]> {
  const response = await fetch(`${url}/Users?count=1000`)
  return ((await response.json()) as { Resources: Shown[] }).Resources
}

const shape = (all: readonly Shown[]) =>
  all
    .map(({ userName, active, title, displayName }) => ({ userName, active, title, displayName }))
    .sort((a, b) => (a.userName < b.userName ? -1 : 1))

describe('a provisioning job that is killed', () => {
  it('continues where it stopped: after twenty kills the same result, no duplicate and no repeated creation', async () => {
    using folder = temporaryFolder()
    await using calm = await listenScimServer()
    const whole = await provision(calm.url, join(folder.path, 'calm.sqlite'), CYCLES)
    expect(whole.code).to.equal(0)

    await using server = await listenScimServer()
    const file = join(folder.path, 'killed.sqlite')
    let chance = 99
    let refused = 0
    const played = (): number => {
      using state = openJobState(file)
      return state.record()?.cycles ?? 0
    }
    for (let round = 0; round < KILLS; round += 1) {
      chance = (chance * 48_271) % 2_147_483_647
      // A few kills happen in later cycles, in which little is left to do.
      const { creations, code } = await provision(server.url, file, CYCLES - played(), 3 + (chance % 40))
      refused += creations
      if (code === 0) break
    }
    const last = await provision(server.url, file, Math.max(1, CYCLES - played()))
    expect(last.code).to.equal(0)

    const [expected, actual] = [await users(calm.url), await users(server.url)]
    expect(new Set(actual.map(({ userName }) => userName)).size).to.equal(actual.length)
    expect(shape(actual)).to.deep.equal(shape(expected))
    // Each kill may lose the responses to the eight creations under way; the query then finds these users, and they
    // are not created twice.
    const groups = 2
    expect(refused + last.creations).to.be.within(actual.length + groups, actual.length + groups + KILLS * 8)
  })
})
