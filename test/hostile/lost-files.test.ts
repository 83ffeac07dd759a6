import { existsSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import express from 'express'
import { openJournal } from '../../harness/cleanup/journal.ts'
import { prepareOutFolder, whyNotWritten } from '../../harness/cli/private-file.ts'
import { createFileTape } from '../../harness/record/tape.ts'
import { scimServer } from '../../mocks/scim-server/index.ts'
import { answeringServer } from '../support/answering-server.ts'
import { type Ended, outputOf, scimRehearsal } from '../support/command.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

describe('files that vanish while they are written', () => {
  it('are reported: the log and the state of a job, whose log is closed to a second job', async () => {
    using folder = temporaryFolder()
    const place = join(folder.path, 'job')
    const argvOf = (url: string, state: string): string[] => [
      ...['provision', '--target', url, '--users', '2', '--seed', '7'],
      ...['--log', join(folder.path, 'job.ndjson'), '--state', join(folder.path, state)],
    ]
    const app = express().use('/scim', scimServer())
    let second: Promise<Ended> | undefined
    await using server = await answeringServer((request, response) => {
      const answer = (): void => void app(request, response)
      if (request.method !== 'POST') return answer()
      second ??= scimRehearsal(argvOf(`${server.url}/scim`, 'other.db')).finally(() => {
        rmSync(join(folder.path, 'job.ndjson'))
        rmSync(join(folder.path, 'job.db'))
      })
      void second.finally(answer)
    })
    const first = await scimRehearsal(argvOf(`${server.url}/scim`, 'job.db'))
    const refused = await second
    expect(refused?.code, place).to.equal(2)
    expect(refused?.stderr).to.match(
      /^--log \S+ is in use by process \d+; wait until it ends, or name another file .*\n$/,
    )
    expect(first.code, outputOf(first)).to.equal(4)
    for (const option of ['--log', '--state'])
      expect(first.stderr).to.match(new RegExp(`^${option} \\S+ was removed or replaced while it was in use: `, 'm'))
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.in-use'))).to.deep.equal([])
  })

  for (const [how, spoil] of [
    ['removed', (file: string) => rmSync(file)],
    [
      'replaced',
      (file: string) => {
        rmSync(file)
        symlinkSync('/dev/null', file)
      },
    ],
    ['removed with its folder', (file: string) => rmSync(join(file, '..'), { recursive: true })],
  ] as const) {
    it(`are reported: a tape that is ${how}`, async () => {
      using folder = temporaryFolder()
      const file = join(folder.path, 'out', 'tape.ndjson')
      const messages: string[] = []
      const tape = createFileTape(file, (message) => messages.push(message))
      spoil(file)
      await tape.close()
      expect(messages.join()).to.match(/^the tape \S+ could not be written: it was removed or replaced while /)
    })

    it(`are reported: a journal that is ${how}, if resources are left`, () => {
      for (const isNothingLeft of [true, false]) {
        using folder = temporaryFolder()
        const messages: string[] = []
        const journal = openJournal({
          folder: join(folder.path, 'out'),
          run: 'rh00000001',
          baseUrl: 'https://host.example/scim',
          mask: (text) => text,
          onFailure: (message) => messages.push(message),
        })
        spoil(join(folder.path, 'out', 'journal-rh00000001.ndjson'))
        journal.close(isNothingLeft)
        expect(messages.length, messages.join()).to.equal(isNothingLeft ? 0 : 1)
      }
    })
  }

  it('are not reported if they are still there', async () => {
    using folder = temporaryFolder()
    const messages: string[] = []
    const tape = createFileTape(join(folder.path, 'tape.ndjson'), (message) => messages.push(message))
    await tape.close()
    expect(messages).to.deep.equal([])
  })
})

describe('a link in the place of a folder', () => {
  it('is named as what it is', () => {
    using folder = temporaryFolder()
    const at = (name: string): string => join(folder.path, name)
    symlinkSync(at('nowhere'), at('broken'))
    symlinkSync(at('loop'), at('loop'))
    expect(() => prepareOutFolder(at('broken'))).to.throw(/broken is a link to a place that does not exist/)
    expect(() => prepareOutFolder(join(at('broken'), 'out'))).to.throw(
      /broken is a link to a place that does not exist/,
    )
    expect(() => prepareOutFolder(at('loop'))).to.throw(/a link leads back to itself/)
    expect(existsSync(at('nowhere'))).to.equal(false)
    const missing = Object.assign(new Error('x'), { code: 'ENOENT', path: at('a/b') })
    expect(whyNotWritten(missing)).to.equal('its folder does not exist (ENOENT)')
  })
})
