import { secretsOfHeaders, secretsOfUrl } from '../process/index.ts'
import { findConfig } from './find-config.ts'
import { readText } from './read-file.ts'

const MAX_TOKEN = 64 * 1024
const MAX_CONFIG = 1024 * 1024

/** A key of a configuration that holds a secret, and its string. */
const SECRET_STRING =
  /([\w-]*(?:token|secret|passw(?:or)?d|api[-_]?key|authorization|cookie)[\w-]*)["'`]?\s*:\s*(["'`])((?:\\.|(?!\2).)*)\2/gis
/** These name a place, not a secret. */
const PLACE = /(?:file|path|url|id)$/i
const URL_STRING = /["'`]([a-z][a-z0-9+.-]*:\/\/[^"'`\s]+)["'`]/gi

/** The secrets in the file of `--token-file` and in the configuration that the arguments name, or that is found. A file that cannot be read has none. */
export function secretsInNamedFiles(argv: readonly string[]): readonly string[] {
  const tokens = valuesOf(argv, '--token-file').map((file) => textOf(file, MAX_TOKEN).trim())
  const [config = findConfig(process.cwd())] = valuesOf(argv, '--config')
  return [...tokens, ...(config === undefined ? [] : secretsInConfig(textOf(config, MAX_CONFIG)))]
}

function valuesOf(argv: readonly string[], option: string): readonly string[] {
  return argv.flatMap((argument, index) => {
    if (argument === option) return argv.slice(index + 1, index + 2)
    return argument.startsWith(`${option}=`) ? [argument.slice(option.length + 1)] : []
  })
}

/** Reads strings beside names of secrets from the text of a configuration, which is not run for this. */
function secretsInConfig(text: string): readonly string[] {
  const named = [...text.matchAll(SECRET_STRING)].flatMap(([, name = '', , value = '']) =>
    PLACE.test(name) ? [] : [value.replaceAll(/\\(.)/g, '$1')],
  )
  const urls = [...text.matchAll(URL_STRING)].flatMap(([, url = '']) => secretsOfUrl(url))
  return [...named, ...urls].flatMap((value) => secretsOfHeaders({ value }))
}

function textOf(file: string, maxBytes: number): string {
  try {
    return readText(file, maxBytes)
  } catch {
    return ''
  }
}
