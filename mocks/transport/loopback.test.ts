import { expect } from 'chai'
import { isLoopback } from './loopback.ts'

describe('a loopback host', () => {
  for (const url of [
    'http://localhost',
    'http://LOCALHOST.:80',
    'http://a.localhost',
    'http://127.0.0.1:1',
    'http://127.9.8.7',
    'http://[::1]:8080',
    'http://2130706433',
    'http://0x7f.1',
  ])
    it(`is that of ${url}`, () => {
      expect(isLoopback(new URL(url).hostname)).to.equal(true)
    })

  for (const url of [
    'http://localhost.example',
    'http://notlocalhost',
    'http://127.0.0.1.example',
    'http://128.0.0.1',
    'http://[::2]',
    'http://host',
  ])
    it(`is not that of ${url}`, () => {
      expect(isLoopback(new URL(url).hostname)).to.equal(false)
    })
})
