import { define, type FunctionDefinition } from '../function-definition.ts'

/** Functions that encode (Microsoft documentation, "Functions for customizing application data"). */
export const encodingFunctions: readonly FunctionDefinition[] = [
  // The encoding is UTF-16 little endian, as the result of the documented example shows.
  define('ConvertToBase64(source)', 1, 1, (values) => {
    const text = values.text(0)
    return text === null ? null : Buffer.from(text, 'utf16le').toString('base64')
  }),
  define('ConvertToUTF8Hex(source)', 1, 1, (values) => {
    const text = values.text(0)
    return text === null ? null : Buffer.from(text, 'utf8').toString('hex').toUpperCase()
  }),
]
