import { expect } from 'chai'
import fc from 'fast-check'
import { createNames, isRunName, numberedName, runMarkOf, runNameAt } from './run-names.ts'

const NOW = new Date('2026-11-29T00:00:00Z')
const RUN = `rh${Date.UTC(2026, 10, 28).toString(36)}`

describe('the name of a run', () => {
  for (const name of [
    `${RUN}x0001`,
    `${RUN.toUpperCase()}X0001`,
    `${RUN}x0zzzlabel`,
    `${RUN}x10000`,
    `${RUN}x0001@rehearsal.example`,
    `Rehearsal ${RUN}x0001`,
    `o'${RUN}x0001`,
  ])
    it(`is found in ${name}`, () => {
      expect(runMarkOf(name, NOW)).to.deep.equal({ run: RUN, startedAt: new Date('2026-11-28T00:00:00Z') })
    })

  for (const name of [
    'rhiannon',
    'rhiannon12x0001',
    'rhododenx0001',
    'rhzzzzzzzzx0001',
    RUN,
    `${RUN}x001`,
    `a${RUN}x0001`,
    `1${RUN}x0001`,
    '',
    'jane@contoso.example',
    7,
    null,
    undefined,
    { userName: `${RUN}x0001` },
  ])
    it(`is not found in ${JSON.stringify(name)}`, () => {
      expect(runMarkOf(name, NOW)).to.equal(undefined)
    })

  it('is the beginning of all names of the run, which are numbered', () => {
    const next = createNames(runNameAt(new Date('2026-11-28T00:00:00Z')))
    expect([next(), next()]).to.deep.equal([`${RUN}x0001`, `${RUN}x0002`])
  })

  it('is found in all names of a run that began at any time, and in no other string', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: NOW, noInvalidDate: true }),
        fc.nat(1_000_000),
        (at, count) => {
          const run = runNameAt(at)
          expect(runMarkOf(numberedName(run, count), NOW)?.run).to.equal(run)
          expect(isRunName(run, NOW)).to.equal(true)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (!/rh[0-9a-z]{8}x/i.test(text)) expect(runMarkOf(text, NOW)).to.equal(undefined)
      }),
    )
  })
})
