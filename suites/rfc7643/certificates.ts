import { type Check, type CheckContext, defineCheck } from '../../harness/index.ts'
import type { JsonValue } from '../../mocks/protocol/index.ts'
import { elementsOf, isAssigned, member, read, requireWritable, resourceFrom } from '../support/index.ts'
import { CERTIFICATE } from './support/certificate.ts'
import { make, post } from './support/users.ts'

const bytesOf = (base64: JsonValue | undefined): string => Buffer.from(String(base64), 'base64').toString('hex')

/**
 * Creates a User with a certificate and returns the certificate that the target then returns. Skips the check if the
 * target rejects certificates.
 */
async function shownCertificate(context: CheckContext, value: string): Promise<JsonValue | undefined> {
  const { user } = await make(context, { x509Certificates: [{ value }] })
  return member(elementsOf(await read(context, user), 'x509Certificates')[0], 'value')
}

/** Checks that a certificate is returned with the same bytes (RFC 7643 §4.1.2). */
export const certificateBytes: Check = defineCheck({
  id: 'scim.certificate.bytes',
  title: 'A certificate is returned with the bytes that were sent',
  requirements: ['rfc7643-4.1.2-13'],
  async run(context) {
    const { expect, inapplicable } = context
    requireWritable(context, 'x509Certificates.value')
    const shown = await shownCertificate(context, CERTIFICATE)
    if (!isAssigned(shown)) inapplicable('the server does not store certificates')
    expect(shown, 'the certificate').to.match(/^[A-Za-z0-9+/\s]+={0,2}\s*$/)
    expect(bytesOf(shown), 'the bytes of the certificate').to.equal(bytesOf(CERTIFICATE))
  },
})

/** Checks that the padding of base64 is optional (RFC 7643 §2.3.6). */
export const paddingIsOptional: Check = defineCheck({
  id: 'scim.certificate.unpadded',
  title: 'base64 without the trailing "=" is accepted',
  requirements: ['rfc7643-2.3.6-02'],
  async run(context) {
    const { expect } = context
    requireWritable(context, 'x509Certificates.value')
    await shownCertificate(context, CERTIFICATE)
    const response = await post(context, { x509Certificates: [{ value: CERTIFICATE.replace(/=+$/, '') }] })
    expect(response).to.be.success()
    const user = await resourceFrom(context, response)
    if (user === undefined) return
    const shown = member(elementsOf(await read(context, user), 'x509Certificates')[0], 'value')
    if (isAssigned(shown)) expect(bytesOf(shown), 'the bytes of the certificate').to.equal(bytesOf(CERTIFICATE))
  },
})

/** Checks that one value cannot hold two certificates (RFC 7643 §4.1.2). */
export const oneCertificateEach: Check = defineCheck({
  id: 'scim.certificate.one-each',
  title: 'A value with two certificates is rejected, or not stored unchanged',
  requirements: ['rfc7643-4.1.2-14'],
  async run(context) {
    const { expect } = context
    requireWritable(context, 'x509Certificates.value')
    await shownCertificate(context, CERTIFICATE)
    const der = Buffer.from(CERTIFICATE, 'base64')
    const both = Buffer.concat([der, der]).toString('base64')
    const response = await post(context, { x509Certificates: [{ value: both }] })
    if (!response.isSuccess) {
      expect(response).to.be.refused()
      return
    }
    const user = await resourceFrom(context, response)
    const shown = user === undefined ? [] : elementsOf(await read(context, user), 'x509Certificates')
    const kept = shown.map((element) => bytesOf(member(element, 'value')))
    // Most servers store the value as bytes; a server that does not inspect it only gets a remark.
    if (kept.includes(bytesOf(both))) context.warn('the server stores and returns a value with two certificates')
  },
})
