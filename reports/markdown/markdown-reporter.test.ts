import { expect } from 'chai'
import markdownIt from 'markdown-it'
import { causesResult } from '../fixtures/causes-result.ts'
import { expectGolden } from '../fixtures/expect-golden.ts'
import { redResult } from '../fixtures/red-result.ts'
import { runReporter } from '../fixtures/run-reporter.ts'
import { markdownReporter, renderMarkdown } from './markdown-reporter.ts'

const OURS = /<\/?(?:details|summary|br|b|sub)>/g

/** Parses Markdown as GitHub does: tables, raw HTML, bare links. */
function read(markdown: string): { html: string; raw: string[]; links: string[] } {
  const reader = markdownIt({ html: true, linkify: true })
  const tokens = reader.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])])
  return {
    html: reader.render(markdown),
    raw: tokens
      .filter(({ type }) => type === 'html_block' || type === 'html_inline')
      .map(({ content }) => content.replaceAll(OURS, '')),
    links: tokens.filter(({ type }) => type === 'link_open').map((token) => String(token.attrGet('href'))),
  }
}

describe('report.md', () => {
  it('equals its golden file', async () => {
    const { files } = await runReporter(markdownReporter)
    expectGolden('report.md', files['report.md'] ?? '')
  })

  it('equals its golden file for causes with followers, an interruption, a diagnosis and leftovers', () => {
    expectGolden('report-causes.md', renderMarkdown(causesResult))
  })

  it('collapses the checks that follow below their cause, and repeats none of them', () => {
    const markdown = renderMarkdown(causesResult)
    expect(markdown).to.include('### Fix these three first; that unblocks 17 checks')
    expect(markdown).to.include('16 checks follow from it')
    expect(markdown.match(/entra\.patch\.case-1`/g)).to.have.lengthOf(1)
  })

  it('escapes strings of a hostile server', () => {
    const hostile =
      '<img src=x onerror=alert(1)> **bold** [x](javascript:1) @everyone ![](https://evil.example/a.png) `````'
    const checks = redResult.checks.map((check) => ({
      ...check,
      reason: hostile,
      actual: hostile,
      impact: hostile,
      remedy: hostile,
      failure: hostile,
      diagnosis: {
        summary: hostile,
        tried: [{ variant: hostile, works: true, answer: hostile }],
        wrong: hostile,
        right: hostile,
      },
    }))
    const { raw, links, html } = read(
      renderMarkdown({
        ...redResult,
        summary: hostile,
        checks,
        leftovers: [{ location: hostile, reason: hostile, remove: hostile }],
      }),
    )
    expect(raw.join('')).to.not.include('<')
    expect(links.every((link) => link.startsWith('https://www.rfc-editor.org/'))).to.equal(true)
    expect(html).to.not.match(/<(?:img|strong>bold|script)/)
    expect(html.replaceAll(/<(pre|code)[^>]*>.*?<\/\1>/gs, ''), 'a mention').to.not.include('@everyone')
  })

  it('begins with the verdict and has a table of the outcomes', () => {
    const { html } = read(renderMarkdown(redResult))
    expect(html).to.match(/^<h2>❌ SCIM rehearsal: nonconformant<\/h2>/)
    expect(html).to.include('<table>')
    expect(html).to.include('class="language-diff"')
  })

  it('lists the gravest first, and does not count a mapping row that the target does not store', () => {
    const [, finding] = redResult.checks
    const [row] = redResult.mapping
    if (finding === undefined || row === undefined) throw new Error('the example has both')
    const { impact, verdict, violated, ...mild } = finding
    const markdown = renderMarkdown({
      ...redResult,
      checks: [{ ...mild, id: 'mild' }, finding],
      mapping: [row, { ...row, outcome: 'inapplicable' }, { ...row, outcome: 'pass' }],
    })
    expect(markdown.indexOf('(entra.disable)')).to.be.lessThan(markdown.indexOf('(mild)'))
    expect(markdown).to.include('| 1 of 2 |')
  })

  it('shows a command whole, or says where it is', () => {
    const [, finding] = redResult.checks
    if (finding === undefined) throw new Error('the example has a finding')
    const shown = (curl: string): string => renderMarkdown({ ...redResult, checks: [{ ...finding, curl }] })
    const long = `curl -i -X POST 'https://host.example/scim/Users' --data-raw '${JSON.stringify({ displayName: 'x'.repeat(3900) })}'`
    expect(shown(long)).to.include(long)
    const { length } = long.repeat(3)
    expect(shown(long.repeat(3)))
      .to.include(`${length.toLocaleString('en')} characters`)
      .and.not.include('curl -i')
    expect(shown("curl 'https://host.example/\u202Emics'")).to.include('see result.json')
  })

  it('fits into a comment, for any number of findings', () => {
    const { violated, ...finding } = redResult.checks[1] ?? {}
    const checks = Array.from({ length: 500 }, (_, index) => ({
      ...finding,
      id: `check.${index}`,
      reason: 'x'.repeat(900),
    })) as unknown as typeof redResult.checks
    const markdown = renderMarkdown({ ...redResult, checks })
    expect(markdown.length).to.be.lessThan(65_536)
    expect(markdown).to.match(/… \d+ more parts in report\.html/)
  })
})
