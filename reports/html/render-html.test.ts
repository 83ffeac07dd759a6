import { inflateRawSync } from 'node:zlib'
import { expect } from 'chai'
import { redResult } from '../fixtures/red-result.ts'
import { tape as shortTape } from '../fixtures/tape.ts'
import type { Exchange, RehearsalResult } from '../model/index.ts'
import type { ExchangeIndex, KeptExchange } from './page-format.ts'
import { renderHtml } from './render-html.ts'

const tapeOf = (exchanges: readonly Exchange[]) =>
  async function* (): AsyncIterable<Exchange> {
    yield* exchanges
  }

function part<Value>(page: string, name: string): Value {
  const [, packed = ''] = new RegExp(`<template data-part="${name}">([^<]*)</template>`).exec(page) ?? []
  return JSON.parse(inflateRawSync(Buffer.from(packed, 'base64')).toString('utf8')) as Value
}

describe('report.html', () => {
  let page = ''
  before(async () => {
    page = await renderHtml(redResult, tapeOf(shortTape))
  })

  it('contains the whole result and the exchanges', () => {
    expect(part<RehearsalResult>(page, 'result')).to.deep.equal(redResult)
    const index = part<ExchangeIndex>(page, 'exchanges')
    expect(index.ids).to.deep.equal(['x1', 'x2', 'x3'])
    expect(index.blocks).to.deep.equal([0, 0, 0])
    expect(part<KeptExchange[]>(page, 'block-0')).to.deep.equal(shortTape)
  })

  it('lists the calls of the target to JumpCloud separately, those of findings always', async () => {
    const call = (id: string, body: string): Exchange => ({
      id,
      cause: 'check',
      leg: 'jumpcloud',
      startedDateTime: '2026-11-23T08:00:00.000Z',
      time: 0,
      request: { method: 'PUT', url: 'http://127.0.0.1/api/systemusers/1', httpVersion: 'HTTP/1.1', headers: [], body },
      response: { status: 400, headers: [], body: '{"message":"no"}' },
    })
    const cited = redResult.checks.flatMap(({ outcome, evidence }) => (outcome === 'fail' ? evidence : []))[0]
    const many = Array.from({ length: 1200 }, (_, place) => call(`other.${place + 1}`, 'x'.repeat(5000)))
    const html = await renderHtml(redResult, tapeOf([...shortTape, ...many, call(`${cited}.1`, '{}')]))
    const calls = part<Exchange[]>(html, 'downstream')
    expect(calls.at(-1)?.id).to.equal(`${cited}.1`)
    expect(calls.length).to.be.within(900, 1100)
    expect(calls[0]?.request.body).to.include('(5000 characters, in tape.ndjson)')
    expect(part<ExchangeIndex>(html, 'exchanges').ids).to.deep.equal(['x1', 'x2', 'x3'])
  })

  it('has no string of a server outside the packed parts, except the verdict as text', () => {
    expect(page).to.not.include('alert(1)')
    expect(page).to.not.include('\u202E')
  })

  it('loads nothing, and runs only its own script', () => {
    expect(page).to.not.match(/<(?:img|iframe|object)\b|<link(?! rel="icon" href="data:,")|<script (?!type="module">)/i)
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? []
    expect(style).to.include('--ink')
    expect(style).to.not.match(/@import|url\(/)
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
    expect(policy).to.include("default-src 'none'")
    expect(policy).to.match(/script-src 'sha256-[\w+/=]+';/)
    expect(policy).to.match(/style-src 'sha256-[\w+/=]+';/)
    expect(policy).to.not.include('unsafe')
  })

  it('shows the verdict to a browser that runs no script', () => {
    const [, text = ''] = /<noscript>(.*?)<\/noscript>/s.exec(page) ?? []
    expect(text).to.include('Entra could not provision this server reliably')
  })

  it('inserts content that looks like a placeholder of the page unchanged', async () => {
    const target = { ...redResult.target, baseUrl: '{{data}}</title><script>alert(1)</script>' }
    const hostile = await renderHtml({ ...redResult, target }, tapeOf([]))
    expect(hostile).to.include('<title>nonconformant: {{data}}&lt;/title&gt;&lt;script&gt;')
    expect(part<RehearsalResult>(hostile, 'result').target).to.deep.equal(target)
  })

  it('cuts a very long body, and says how long it was', async () => {
    const [first] = shortTape
    if (first === undefined) throw new Error('the tape is empty')
    const long = { ...first, response: { ...first.response, body: 'x'.repeat(90_000) } }
    const [kept] = part<KeptExchange[]>(await renderHtml(redResult, tapeOf([long])), 'block-0')
    expect(kept?.response.body).to.have.lengthOf(20_000)
    expect(kept?.cut).to.deep.equal({ response: 90_000 })
  })

  it('is smaller than 20 MB, and adds the exchanges of findings before others', async function () {
    this.timeout(120_000)
    const [first] = shortTape
    if (first === undefined) throw new Error('the tape is empty')
    // This string hardly compresses.
    let seed = 7
    const noise = (): string =>
      Array.from({ length: 2000 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
        return seed.toString(36)
      }).join('')
    const many = Array.from({ length: 2500 }, (_, index) => ({
      ...first,
      id: `x${index}`,
      response: { ...first.response, body: noise() },
    }))
    const checks = redResult.checks.map((check) =>
      check.outcome === 'fail' ? { ...check, evidence: ['x2499'] } : check,
    )
    const large = await renderHtml({ ...redResult, checks }, tapeOf(many))
    expect(Buffer.byteLength(large)).to.be.lessThan(20_000_000)
    const { ids, total, blocks } = part<ExchangeIndex>(large, 'exchanges')
    expect([ids.length, total]).to.deep.equal([2500, 2500])
    expect(blocks[2499], 'the evidence is there').to.equal(0)
    expect(blocks[2498], 'others are on the tape alone').to.equal(-1)
    expect(blocks[0], 'as many others as have room').to.be.greaterThan(0)
  })
})
