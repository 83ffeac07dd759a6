import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { root } from './support/command.ts'

const page = readFileSync(join(root, 'docs/performance.md'), 'utf8')
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
const benches = readdirSync(join(root, 'bench'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ name: file.replace(/\.ts$/, ''), source: readFileSync(join(root, 'bench', file), 'utf8') }))
  .filter(({ source }) => /export async function bench\(/.test(source))

describe('docs/performance.md', () => {
  it('has a row for each bench, which leads to a heading', () => {
    expect(benches.length).to.be.at.least(10)
    const rows = new Map(
      [...page.matchAll(/^\| \[([\w-]+)\]\(#([\w-]+)\)/gm)].map(([, name, anchor]) => [name, anchor]),
    )
    expect([...rows.keys()]).to.have.members(benches.map(({ name }) => name))
    for (const anchor of rows.values()) expect(headings).to.include(anchor)
  })

  it('has the heading of each explained miss', () => {
    const anchors = benches.flatMap(({ source }) => [...source.matchAll(/explained: '([^']+)'/g)].map(([, one]) => one))
    expect(anchors).to.not.deep.equal([])
    for (const anchor of anchors) expect(headings).to.include(anchor)
  })
})
