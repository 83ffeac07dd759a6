import { expect } from 'chai'
import { isGatewayPage } from './gateway-page.ts'

const HTML = { 'content-type': 'text/html; charset=utf-8' }

describe('a page for a browser', () => {
  for (const [what, headers, body, isPage] of [
    ['a login page', HTML, '<!DOCTYPE html><html><body>Sign in</body></html>', true],
    ['a page without a content type', {}, '\n<html>502</html>', true],
    ['text of type HTML', HTML, 'Bad gateway', true],
    ['an empty body of type HTML, as Django sends it', HTML, '', false],
    ['JSON of type HTML, as PHP sends it', HTML, '{"id":"1"}', false],
    ['a list of type HTML', HTML, ' [1]', false],
    ['JSON', { 'content-type': 'application/scim+json' }, '{"id":"<html>"}', false],
    ['text', { 'content-type': 'text/plain' }, 'not found', false],
  ] as const)
    it(`is ${isPage ? '' : 'not '}${what}`, () => {
      expect(isGatewayPage(headers, body)).to.equal(isPage)
    })
})
