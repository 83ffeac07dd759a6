import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { loadOptions, runOptions } from '../harness/index.ts'
import { parseStage, parseThreshold } from '../harness/load-test/index.ts'
import { root } from './support/command.ts'

const flags = new Set(
  [...Object.values(runOptions), ...Object.values(loadOptions)]
    .filter(({ commands }) => commands.includes('load'))
    .map((row) => row.flags.split(' ')[0]),
)

describe('the examples of distributed load', () => {
  for (const file of ['ci-matrix.yml', 'kubernetes-job.yaml']) {
    const text = readFileSync(join(root, 'examples/load', file), 'utf8')
    const commands = text.split('\n').filter((line) => line.includes('scim-rehearsal load '))

    it(`${file} is YAML, and its commands have options that load knows`, () => {
      expect(parse(text)).to.be.an('object')
      expect(commands).to.have.length(2)
      for (const command of commands) {
        const used = command.match(/(?<=[ '])--[a-z][a-z-]*(?= )/g) ?? []
        expect(used.filter((name) => name !== '--yes' && !flags.has(name))).to.deep.equal([])
        for (const [, stage = ''] of command.matchAll(/--stage (\S+)/g)) parseStage(stage)
        for (const [, threshold = ''] of command.matchAll(/--threshold '([^']+)'/g)) parseThreshold(threshold)
      }
    })
  }

  it('the Indexed Job runs all its parts at the same time, each once', () => {
    const { spec } = parse(readFileSync(join(root, 'examples/load/kubernetes-job.yaml'), 'utf8'))
    expect(spec).to.include({ completionMode: 'Indexed', parallelism: spec.completions, backoffLimit: 0 })
    expect(spec.template.spec.containers[0].args[0]).to.include(`/${spec.completions}"`)
  })
})
