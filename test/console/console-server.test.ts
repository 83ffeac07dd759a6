import { request } from 'node:http'
import { expect } from 'chai'
import type { LiveEvent, TrafficRow } from '../../harness/console/format/page-format.ts'
import type { RunningConsole } from '../../harness/console/index.ts'
import { askConsole, configureConsole, startTestConsole } from '../support/console.ts'

describe('the server of the console', () => {
  let running: RunningConsole | undefined
  const started = (): RunningConsole => {
    if (running === undefined) throw new Error('no console was started')
    return running
  }
  before(async () => {
    running = await startTestConsole({ users: 3 })
  })
  after(() => running?.close())

  /** Sends a request with headers that fetch does not allow. */
  const raw = (path: string, headers: Readonly<Record<string, string>>): Promise<number> => {
    const { port } = new URL(started().url)
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
        .once('error', reject)
        .end()
    })
  }

  it('accepts only its own host name, its own page, and the whole address', async () => {
    const { url, facts } = started()
    const { host, origin, pathname } = new URL(url)
    const cases: readonly (readonly [path: string, headers: Readonly<Record<string, string>>, status: number])[] = [
      [pathname, { host }, 200],
      [pathname, { host: host.replace('127.0.0.1', 'localhost') }, 200],
      [pathname, { host, origin }, 200],
      [pathname, { host: 'evil.example' }, 403],
      [pathname, { host: `evil.example:${new URL(url).port}` }, 403],
      [pathname, { host: '127.0.0.1' }, 403],
      [pathname, { host, origin: 'http://evil.example' }, 403],
      [pathname, { host, origin: 'null' }, 403],
      [pathname, { host, origin: 'http://127.0.0.1:1' }, 403],
      [`${pathname}facts`, { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
      [`${pathname}facts`, { host, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }, 403],
      // A link in a document leads to the page.
      [pathname, { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
      [pathname.slice(0, -1), { host }, 308],
      ['/', { host }, 404],
      ['/facts', { host }, 404],
      [`${pathname.slice(0, -2)}/facts`, { host }, 404],
      [`${pathname}no-such-thing`, { host }, 404],
      [`${pathname}constructor`, { host }, 404],
      ['/v1.0/users', { host }, 401],
      ['/v1.0/users', { host, authorization: 'Bearer wrong' }, 401],
      ['/v1.0/users', { host, authorization: `Bearer ${facts.graph.token}` }, 200],
      ['/v1.0/users', { host, origin: 'http://evil.example', authorization: `Bearer ${facts.graph.token}` }, 403],
      ['/__clock', { host }, 401],
      ['/__clock', { host, authorization: `Bearer ${facts.graph.token}` }, 200],
      ['/jumpcloud/api/systemusers', { host, 'x-api-key': 'wrong' }, 401],
      ['/jumpcloud/api/systemusers', { host, 'x-api-key': facts.jumpcloud.apiKey }, 200],
    ]
    for (const [path, headers, status] of cases)
      expect(await raw(path, headers), `${path} ${JSON.stringify(headers)}`).to.equal(status)
  })

  it('protects its page: no script but its own, no connection to anywhere else, no frame', async () => {
    const response = await fetch(started().url)
    const page = await response.text()
    const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page) ?? []
    for (const rule of ["default-src 'none'", "connect-src 'self'", "script-src 'sha256-", "form-action 'none'"])
      expect(policy).to.include(rule)
    expect(policy).to.not.include('unsafe')
    expect(response.headers.get('content-security-policy')).to.equal("frame-ancestors 'none'")
    expect(response.headers.get('referrer-policy')).to.equal('no-referrer')
    expect(page.length).to.be.below(400_000)
  })

  it('records both steps, the changes of a request, and never a secret', async () => {
    const { facts } = started()
    const { job, userIds } = await configureConsole(started())
    await askConsole(started(), 'POST', `/v1.0${job}/start`)
    await askConsole(started(), 'POST', '/__clock', { advance: 'PT0S' })
    await askConsole(started(), 'PATCH', `/v1.0/users/${userIds[0]}`, { accountEnabled: false })
    await askConsole(started(), 'POST', '/__clock', { advance: 'PT40M' })
    const { body } = await askConsole(started(), 'GET', 'exchanges')
    const rows = body.rows as TrafficRow[]
    const patch = rows.find(({ step, method }) => step === 'scim' && method === 'PATCH')
    expect(patch).to.include({ status: 200 })
    const put = rows.find(({ method }) => method === 'PUT')
    expect(put).to.include({ step: 'jumpcloud', during: patch?.id })
    const { body: detail } = await askConsole(started(), 'GET', `exchanges/${patch?.id}`)
    expect(JSON.parse(detail.before.body).active).to.equal(true)
    expect(JSON.parse(detail.response.body).active).to.equal(false)
    expect(detail.curl).to.match(/^curl -i -X PATCH .*"authorization: Bearer \$SCIM_TOKEN"/)
    const everything: string[] = [JSON.stringify(body)]
    for (const { id } of rows)
      everything.push(JSON.stringify((await askConsole(started(), 'GET', `exchanges/${id}`)).body))
    for (const name of ['recording.har', 'tape.ndjson'])
      everything.push((await askConsole(started(), 'GET', `export/${name}`)).body)
    for (const secret of [facts.target.secretToken ?? '', facts.jumpcloud.apiKey]) {
      expect(secret.length).to.be.above(16)
      expect(everything.join('\n')).to.not.include(secret)
    }
    const { body: users } = await askConsole(started(), 'GET', '/jumpcloud/api/systemusers?sort=_id')
    expect(users.results.map(({ suspended }: { suspended: boolean }) => suspended)).to.deep.equal([true, false, false])
  })

  it('sends an exchange of either step again, with its credentials', async () => {
    const { body } = await askConsole(started(), 'GET', 'exchanges')
    for (const step of ['scim', 'jumpcloud']) {
      const row = (body.rows as TrafficRow[]).find(
        (one) => one.step === step && one.status === 200 && one.method === 'GET',
      )
      const { body: again } = await askConsole(started(), 'POST', `exchanges/${row?.id}/resend`)
      expect(again.status, step).to.equal(200)
      const { body: detail } = await askConsole(started(), 'GET', `exchanges/${again.id}`)
      expect(detail.row).to.include({ step, method: 'GET', path: row?.path, resendOf: row?.id })
    }
    expect((await askConsole(started(), 'POST', 'exchanges/e99999/resend')).status).to.equal(404)
  })

  it('streams the events that a client does not have yet, and then new ones', async () => {
    const events = new EventStream(`${started().url}events`)
    const [hello, ...first] = await events.take(3)
    expect(hello?.event).to.deep.include({ type: 'hello', first: 1 })
    expect(first.map(({ event }) => event.type === 'exchange' && event.row.number)).to.deep.equal([1, 2])
    const last = hello?.event.type === 'hello' ? hello.event.last : 0
    await events.take(last - 2)
    await askConsole(started(), 'POST', 'exchanges/e1/resend')
    // One event for its begin, and one for its end; a change of JumpCloud may be between them.
    const streamed = await events.until(({ event }) => event.type === 'exchange' && event.row.status !== undefined)
    const statuses = streamed.flatMap(({ event }) => (event.type === 'exchange' ? [event.row.status] : []))
    expect(statuses).to.deep.equal([undefined, 200])
    const lastId = events.lastId
    events.close()
    const again = new EventStream(`${started().url}events`, lastId)
    const [, next] = await again.take(2)
    const number = next?.event.type === 'exchange' ? next.event.row.number : 0
    expect(number, 'not from the beginning').to.be.above(last - 25)
    again.close()
    const other = new EventStream(`${started().url}events`, 'another-start/5')
    const [, from] = await other.take(2)
    expect(from?.event.type === 'exchange' && from.event.row.number, 'of another start of the server').to.equal(1)
    other.close()
  })

  it('removes the traffic for all windows', async () => {
    const events = new EventStream(`${started().url}events`)
    await events.take(1)
    await askConsole(started(), 'DELETE', 'exchanges')
    await events.until(({ event }) => event.type === 'cleared')
    events.close()
    expect((await askConsole(started(), 'GET', 'exchanges')).body.rows).to.deep.equal([])
  })

  it('rejects bodies that are not JSON or too long, unknown methods and unknown names', async () => {
    const { url } = started()
    const post = async (path: string, body: string): Promise<number> =>
      (await fetch(url + path, { method: 'POST', body })).status
    expect(await post('concerns', '{')).to.equal(400)
    expect(await post('concerns', 'null')).to.equal(400)
    expect(await post('concerns', '[]')).to.equal(400)
    expect(await post('concerns', '{"schema":{}}')).to.equal(400)
    expect(await post('concerns', `"${'x'.repeat(3_000_000)}"`)).to.equal(400)
    expect((await askConsole(started(), 'GET', 'concerns')).status).to.equal(405)
    for (const path of ['export/nothing', 'export/schema.json', 'export/..%2F..', 'exchanges/x', 'rehearsals/x/report'])
      expect((await askConsole(started(), 'GET', path)).status, path).to.equal(404)
  })
})

/** The events of a stream as they arrive. */
class EventStream {
  readonly #controller = new AbortController()
  readonly #reader: AsyncGenerator<{ readonly id: string; readonly event: LiveEvent }>
  lastId = ''

  constructor(url: string, lastId = '') {
    this.#reader = this.#read(url, lastId)
  }

  async take(count: number): Promise<{ readonly event: LiveEvent }[]> {
    const taken: { readonly event: LiveEvent }[] = []
    while (taken.length < count) taken.push(await this.#next())
    return taken
  }

  /** Waits for an event that matches; returns everything up to it. */
  async until(fits: (one: { readonly event: LiveEvent }) => boolean): Promise<{ readonly event: LiveEvent }[]> {
    const taken: { readonly event: LiveEvent }[] = []
    for (;;) {
      const one = await this.#next()
      taken.push(one)
      if (fits(one)) return taken
    }
  }

  close(): void {
    this.#controller.abort()
  }

  async #next(): Promise<{ readonly event: LiveEvent }> {
    const { done, value } = await this.#reader.next()
    if (done === true) throw new Error('the stream has ended')
    if (value.id !== '') this.lastId = value.id
    return value
  }

  async *#read(url: string, lastId: string): AsyncGenerator<{ readonly id: string; readonly event: LiveEvent }> {
    const response = await fetch(url, {
      headers: lastId === '' ? {} : { 'last-event-id': lastId },
      signal: this.#controller.signal,
    })
    let text = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const block = text.slice(0, end)
        text = text.slice(end + 2)
        const [, data] = /^data: (.*)$/m.exec(block) ?? []
        const [, id = ''] = /^id: (.*)$/m.exec(block) ?? []
        if (data !== undefined) yield { id, event: JSON.parse(data) as LiveEvent }
      }
    }
  }
}
