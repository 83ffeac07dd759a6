import { expect } from 'chai'
import { redResult } from '../fixtures/red-result.ts'
import { renderHtml } from './render-html.ts'

describe('report.html', () => {
  const page = renderHtml(redResult, new Map())

  it('makes text of what a hostile server wrote', () => {
    expect(page).to.not.include('<script')
    expect(page).to.include('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).to.not.include('\u202E')
  })

  it('loads nothing from anywhere', () => {
    expect(page).to.not.match(/<(?:link|img|iframe|object)\b|@import|url\(/i)
    expect(page).to.include("default-src 'none'")
  })

  it('begins with the verdict in a sentence, and what breaks in production', () => {
    const verdict = page.indexOf('Entra could not provision this server reliably')
    expect(verdict).to.be.greaterThan(0)
    expect(page.indexOf('What would break')).to.be.greaterThan(verdict)
    expect(page).to.include('leavers keep their access')
  })
})
