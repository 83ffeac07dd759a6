import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { expect } from 'chai'
import { createAuthority } from '../index.ts'

describe('a certificate authority of the process', () => {
  const authority = createAuthority('Authority of the test', new Date())
  const issued = authority.issue(['localhost', '127.0.0.1', '::1'])

  it('signs certificates for names and addresses, and for no others', () => {
    const [root, leaf] = [new X509Certificate(authority.certificate), new X509Certificate(issued.cert)]
    expect(root.ca).to.equal(true)
    expect(root.verify(root.publicKey)).to.equal(true)
    expect(leaf.ca).to.equal(false)
    expect(leaf.verify(root.publicKey)).to.equal(true)
    expect(leaf.checkIssued(root)).to.equal(true)
    expect(leaf.verify(new X509Certificate(createAuthority('other', new Date()).certificate).publicKey)).to.equal(false)
    for (const name of ['localhost']) expect(leaf.checkHost(name), name).to.equal(name)
    for (const name of ['example.com', 'localhost.example']) expect(leaf.checkHost(name), name).to.equal(undefined)
    for (const address of ['127.0.0.1', '::1']) expect(leaf.checkIP(address), address).to.equal(address)
    for (const address of ['127.0.0.2', '::2']) expect(leaf.checkIP(address), address).to.equal(undefined)
    expect(leaf.keyUsage).to.deep.equal(['1.3.6.1.5.5.7.3.1'])
  })

  it('writes dates before and after 2050, and each serial number once', () => {
    for (const year of [2026, 2049, 2050, 2120]) {
      const now = new Date(Date.UTC(year, 5, 15))
      const { certificate } = createAuthority('a', now)
      const { validFromDate, validToDate, serialNumber } = new X509Certificate(certificate)
      expect(validFromDate.getTime(), String(year)).to.equal(now.getTime() - 86_400_000)
      expect(validToDate.getTime() - validFromDate.getTime()).to.equal(397 * 86_400_000)
      expect(serialNumber).to.have.length(32)
    }
    expect(new X509Certificate(issued.cert).serialNumber).to.not.equal(
      new X509Certificate(authority.issue(['localhost']).cert).serialNumber,
    )
  })

  it('is trusted only by a client that has its certificate', async () => {
    const server = createServer(issued).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const handshake = async (ca: string | undefined): Promise<boolean | string> => {
      const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ...(ca === undefined ? {} : { ca }) })
      try {
        await once(socket, 'secureConnect')
        return socket.authorized
      } catch (error) {
        return error instanceof Error && 'code' in error ? String(error.code) : String(error)
      } finally {
        socket.destroy()
      }
    }
    try {
      expect(await handshake(authority.certificate)).to.equal(true)
      expect(await handshake(undefined)).to.match(/SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)/)
    } finally {
      server.close()
    }
  })
})
