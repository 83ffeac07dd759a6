import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { createOwnership } from '../scim/ownership.ts'
import { openJournal, readJournal } from './journal.ts'

const RUN = 'rhmi1x2y3z'
const base = 'http://host/scim'
const name = (count: number) => ({ attribute: 'userName', value: `${RUN}x000${count}` }) as const
const post = (count: number) => ({
  method: 'POST',
  url: `${base}/Users`,
  headers: {},
  body: JSON.stringify({ userName: name(count).value }),
})
const answer = (status: number, body: object) => ({ status, headers: {}, body: JSON.stringify(body) })

/** Runs a sequence of events with an ownership that writes a journal, and returns the journal's content. */
function journalOf(story: (ownership: ReturnType<typeof createOwnership>) => void, file: string): string {
  const journal = openJournal({
    folder: dirname(file),
    run: RUN,
    baseUrl: base,
    mask: (text) => text.replaceAll('s3cret-token', '***'),
    onFailure: (message) => expect.fail(message),
  })
  story(createOwnership(base, RUN, journal))
  return readFileSync(file, 'utf8')
}

describe('the journal of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-'))
  after(() => rmSync(folder, { recursive: true }))
  const file = join(folder, `journal-${RUN}.ndjson`)

  it('lists at every moment the resources that a killed process would leave', () => {
    const text = journalOf((ownership) => {
      const send = (count: number, response?: ReturnType<typeof answer>): void => {
        ownership.announce(post(count))
        if (response !== undefined) ownership.observe({ id: 'x', cause: 'a', request: post(count), response })
      }
      send(1, answer(201, { id: '1', userName: name(1).value }))
      send(2, answer(409, {}))
      send(3, answer(503, {}))
      send(4)
      send(5, answer(201, { id: '5', userName: name(5).value }))
      const request = { method: 'DELETE', url: `${base}/Users/5`, headers: {} }
      ownership.observe({ id: 'x', cause: 'a', request, response: { status: 204, headers: {}, body: '' } })
      send(6, answer(201, { id: 's3cret-token', userName: name(6).value }))
    }, file)
    expect(text).to.not.include('s3cret-token')
    expect(readJournal(text)).to.deep.equal({
      run: RUN,
      baseUrl: base,
      owned: ['/Users/1'],
      unknown: [
        { collection: '/Users', name: name(3), reason: 'was answered 503' },
        { collection: '/Users', name: name(4), reason: 'was not answered before the run was killed' },
        // Its id is a secret, so it is searched by its name.
        { collection: '/Users', name: name(6), reason: 'was not answered before the run was killed' },
      ],
    })
    // A process may be killed, or a disk full, in the middle of a line.
    const lines = text.split('\n')
    for (let count = 1; count < lines.length; count += 1) {
      const content = readJournal(`${lines.slice(0, count).join('\n')}\n${lines[count]?.slice(0, 9)}`)
      expect(content?.run).to.equal(RUN)
    }
  })

  it('is removed if nothing is left, and stays otherwise', () => {
    const options = { folder, run: RUN, baseUrl: base, mask: (text: string) => text, onFailure: () => {} }
    openJournal(options).close(false)
    expect(existsSync(file)).to.equal(true)
    openJournal(options).close(true)
    expect(existsSync(file)).to.equal(false)
  })

  it('reports once that it cannot be written, and the run continues', () => {
    const full = join(folder, 'full')
    mkdirSync(full)
    symlinkSync('/dev/full', join(full, `journal-${RUN}.ndjson`))
    for (const place of [full, join('/dev/null', 'folder')]) {
      const messages: string[] = []
      const onFailure = (message: string) => void messages.push(message)
      const journal = openJournal({ folder: place, run: RUN, baseUrl: base, mask: (text) => text, onFailure })
      journal.made('/Users/1', name(1))
      journal.close(true)
      expect(messages, place).to.have.lengthOf(1)
      expect(messages[0]).to.match(/cannot be written/)
    }
  })

  it('can be read with any content, and names nothing outside the base URL', () => {
    const line = fc.oneof(
      fc.string(),
      fc.jsonValue().map((value) => JSON.stringify(value)),
      fc
        .record({
          made: fc.constantFrom<unknown>(
            '/Users/1',
            '/Users/..',
            'https://other/1',
            '/Users/%2e%2e/x',
            7,
            null,
            '/a?b',
            '/a/***',
          ),
          name: fc.constantFrom<unknown>(name(1), null, 7, { attribute: '__proto__', value: 'x' }),
        })
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const content = readJournal([JSON.stringify({ run: RUN, baseUrl: base }), ...lines].join('\n'))
        for (const path of content?.owned ?? []) {
          const { origin, pathname, search } = new URL(`${base}${path}`)
          expect(origin).to.equal('http://host')
          expect(pathname.startsWith('/scim/') && search === '', path).to.equal(true)
        }
        expect(readJournal(lines.join('\n'))?.run ?? '').to.be.a('string')
      }),
    )
  })
})
