import { expect } from 'chai'
import fc from 'fast-check'
import { htmlPage } from './html-page.ts'

describe('a page of HTML in place of a response', () => {
  for (const [what, page, words] of [
    [
      'its title',
      '<!doctype html>\n<html lang=en>\n<title>405 Method Not Allowed</title>\n<h1>x</h1>',
      '(HTML: "405 Method Not Allowed")',
    ],
    [
      'its words, without a title',
      '<html><h1>Oops</h1>\n<script>var x = "no"</script><p>try  again</p></html>',
      '(HTML: "Oops try again")',
    ],
    ['itself, if it has no words', '<html></html>', '(HTML)'],
    [
      'its title after a comment',
      '<!-- nginx --><HTML><HEAD><TITLE>502 Bad Gateway</TITLE>',
      '(HTML: "502 Bad Gateway")',
    ],
  ] as const)
    it(`is described by ${what}`, () => {
      expect(htmlPage(page)).to.equal(words)
    })

  it('is neither JSON nor plain text', () => {
    for (const text of ['', '{"detail":"<html>"}', '404 page not found', '<xml/>'])
      expect(htmlPage(text)).to.equal(undefined)
  })

  it('is described in one line of limited length, for any content', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6000 }), fc.boolean(), (text, hasTitle) => {
        const words = htmlPage(`<html>${hasTitle ? '<title>' : ''}${text}`) ?? ''
        expect(words)
          .to.match(/^\(HTML/)
          .and.not.match(/\n/)
        expect(words.length).to.be.below(1500)
      }),
    )
  })
})
