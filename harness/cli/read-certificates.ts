import { X509Certificate } from 'node:crypto'
import { readText } from './read-file.ts'
import { UsageError } from './usage-error.ts'

const MAX_BYTES = 4 * 1024 * 1024
const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** Reads the certificates of a PEM file. Throws UsageError if it contains none, or an unreadable one. */
export function readCertificates(option: string, file: string): string {
  const text = readText(file, MAX_BYTES)
  const blocks = text.match(BLOCK) ?? []
  if (blocks.length === 0) {
    const hint = /PRIVATE KEY-----/.test(text) ? ': it contains a private key' : ''
    throw new UsageError(
      `${option} ${file} contains no certificate${hint}; give a PEM file with -----BEGIN CERTIFICATE-----`,
    )
  }
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block)
    } catch {
      throw new UsageError(
        `${option} ${file}: certificate ${index + 1} of ${blocks.length} cannot be read; export it again as PEM`,
      )
    }
  }
  return blocks.join('\n')
}
