import { expect } from 'chai'
import { defaultSchema } from '../../mocks/entra/index.ts'
import { deviationNamed, listenScimServer } from '../../mocks/scim-server/index.ts'
import type { AbilityRow } from '../../reports/index.ts'
import { ABILITIES, type AbilityId, type NeedsAbility, withPrerequisites } from '../abilities/ability.ts'
import { createEntraPlayer } from '../entra/entra-player.ts'
import { realEnvironment } from '../environment/environment.ts'
import { seededRandom } from '../environment/random.ts'
import { createWaiter } from '../environment/waiter.ts'
import { loadCauseTable } from '../load/cause-table.ts'
import { loadRegister } from '../load/register.ts'
import { select } from '../load/select.ts'
import { loadSuites, shippedSuites } from '../load/suites.ts'
import { neededAbilities } from './needed-abilities.ts'
import { probeTarget } from './probe-target.ts'
import { rehearse } from './rehearse.ts'
import { createPipeline } from './request-pipeline.ts'

interface Probed {
  readonly states: ReadonlyMap<string, AbilityRow['state']>
  readonly exchanges: number
}

/** Probes a target as a run does. */
async function probed(baseUrl: string, needs?: NeedsAbility): Promise<Probed> {
  const environment = realEnvironment()
  const headers = { authorization: 'Bearer right' }
  await using pipeline = createPipeline(
    { baseUrl, headers, secrets: [] },
    { schema: defaultSchema, seed: 1 },
    environment,
    () => {},
  )
  let names = 0
  const unique = (): string => {
    names += 1
    return `${environment.runName}x${names}`
  }
  const { observations } = await probeTarget({
    pipeline,
    address: { dialect: 'legacy', observe: 'scim' },
    hasCredentials: true,
    options: {},
    unique,
    waiter: createWaiter(0, environment),
    entra: createEntraPlayer({
      baseUrl,
      headers,
      transport: pipeline.recorder.for('probes'),
      schema: defaultSchema,
      dialect: 'legacy',
      environment,
      random: seededRandom(1, 'probes'),
      waiter: createWaiter(0, environment),
    }),
    ...(needs === undefined ? {} : { needs }),
  })
  return { states: new Map(observations.rows().map(({ id, state }) => [id, state])), exchanges: pipeline.exchanges }
}

describe('probing a target', () => {
  it('finds the same state of an ability whether it is needed alone or with all others', async () => {
    await using server = await listenScimServer({
      token: 'right',
      deviation: deviationNamed('patch-op-lower-case-only'),
    })
    const whole = await probed(server.url)
    expect(whole.states.get('patch.op-capitalised')).to.equal('no')
    expect(new Set(whole.states.values())).to.include.members(['yes', 'no'])
    for (const { id } of ABILITIES) {
      const state = whole.states.get(id)
      if (state === undefined) continue
      const needed = new Set(withPrerequisites([id]))
      const alone = await probed(server.url, (...ids) => ids.some((one) => needed.has(one)))
      expect([id, alone.states.get(id)]).to.deep.equal([id, state])
      expect(alone.exchanges, id).to.be.below(whole.exchanges)
    }
  })

  it('probes only what the selected checks depend on', async () => {
    await using server = await listenScimServer({ token: 'right' })
    const whole = await probed(server.url)
    const { result } = await rehearse({
      schema: defaultSchema,
      seed: 1,
      target: { url: server.url, token: 'right' },
      selection: { checks: ['scim.delete.answers-204'] },
    })
    expect(result.checks.map(({ outcome }) => outcome)).to.deep.equal(['pass'])
    expect(result.counts.exchanges).to.be.below(whole.exchanges / 2)
    const stateOf = (id: AbilityId) => result.target.abilities?.find((row) => row.id === id)?.state
    expect([stateOf('create.user'), stateOf('patch'), stateOf('members.add')]).to.deep.equal(['yes', 'yes', 'unknown'])
  })
})

describe('the abilities that a run needs', () => {
  const folder = shippedSuites()
  const needsOf = async (...checks: readonly string[]): Promise<NeedsAbility> => {
    const plan = { schema: defaultSchema, dialect: 'legacy', observe: 'scim' } as const
    const selected = select(await loadSuites(folder), plan, loadRegister(`${folder}/requirements`), { checks })
    return neededAbilities(selected, loadCauseTable(folder))
  }

  it('are those of its checks, with their prerequisites', async () => {
    const needs = await needsOf('entra.disable.legacy-string')
    expect(needs('patch.op-capitalised')).to.equal(true)
    expect(needs('create.user')).to.equal(true)
    expect(needs('entra.stored'), 'the mapping that works').to.equal(true)
    expect(needs('members.add', 'filter.operators')).to.equal(false)
    expect(needs('members.add', 'create.user')).to.equal(true)
  })

  it('are those that the table of causes names for its checks', async () => {
    const needs = await needsOf('scim.filter.eq-ignores-case')
    expect(needs('filter')).to.equal(true)
    expect(needs('entra.create')).to.equal(false)
  })

  it('are all if rules judge all exchanges', async () => {
    const needs = await needsOf('scim.exchange.active-is-boolean')
    expect(needs('members.remove')).to.equal(true)
  })
})
