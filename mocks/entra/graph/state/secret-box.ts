import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { InvalidGraphState } from './graph-store.ts'

/** The length of a key in bytes. */
export const KEY_LENGTH = 32
const NONCE_LENGTH = 12
const TAG_LENGTH = 16

/** Encrypts stored data, so that a copy of the state without the key reveals no secret. */
export interface SecretBox {
  seal(plain: string): string
  /** Decrypts a value. Throws InvalidGraphState if another key encrypted it. */
  open(sealed: string): string
}

/** Creates a box with a key of 32 bytes (AES-256-GCM). */
export function secretBox(key: Uint8Array = randomBytes(KEY_LENGTH)): SecretBox {
  return {
    seal: (plain) => {
      const nonce = randomBytes(NONCE_LENGTH)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
    },
    open: (sealed) => {
      const octets = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, octets.subarray(0, NONCE_LENGTH), {
        authTagLength: TAG_LENGTH,
      })
      decipher.setAuthTag(octets.subarray(NONCE_LENGTH, NONCE_LENGTH + TAG_LENGTH))
      try {
        const plain = Buffer.concat([decipher.update(octets.subarray(NONCE_LENGTH + TAG_LENGTH)), decipher.final()])
        return plain.toString('utf8')
      } catch (error) {
        throw new InvalidGraphState('the secrets of the state were encrypted with another key; use a new file', {
          cause: error,
        })
      }
    },
  }
}
