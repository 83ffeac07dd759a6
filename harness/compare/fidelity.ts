import { type Dialect, type EntraSwitches, InvalidEntraSwitch, parseEntraSwitch } from '../../mocks/entra/index.ts'
import { isJsonObject, type JsonValue } from '../../mocks/protocol/index.ts'
import { parseJson } from '../../mocks/transport/index.ts'

/** Switches of the mock client. */
export type FidelitySwitches = Readonly<Partial<EntraSwitches>>

/** The settings with which the mock client behaves like a recorded real client: the content of `fidelity.json`. */
export interface Fidelity {
  readonly schemaVersion: 1
  readonly dialect?: Dialect
  /** True if a POST writes `active` as `"True"`. */
  readonly activeAsText?: boolean
  readonly switches: FidelitySwitches
  /** Differences that no setting removes. */
  readonly unknown?: readonly string[]
}

/** Thrown for a file that is not a `fidelity.json`. The message says why. */
export class InvalidFidelity extends Error {
  override readonly name = 'InvalidFidelity'
}

/** Reads a `fidelity.json`. Throws InvalidFidelity. */
export function parseFidelity(text: string): Fidelity {
  const value = parseJson<JsonValue>(text)
  if (!isJsonObject(value)) throw new InvalidFidelity('it is not a JSON object')
  const { schemaVersion, dialect, activeAsText, switches = {} } = value
  if (schemaVersion !== 1)
    throw new InvalidFidelity(`schemaVersion must be 1, not ${JSON.stringify(schemaVersion) ?? 'missing'}`)
  if (dialect !== undefined && dialect !== 'legacy' && dialect !== 'flagged')
    throw new InvalidFidelity(`dialect must be legacy or flagged, not ${JSON.stringify(dialect)}`)
  if (activeAsText !== undefined && typeof activeAsText !== 'boolean')
    throw new InvalidFidelity('activeAsText must be true or false')
  if (!isJsonObject(switches)) throw new InvalidFidelity('switches must be an object')
  return {
    schemaVersion: 1,
    ...(dialect === undefined ? {} : { dialect }),
    ...(activeAsText === undefined ? {} : { activeAsText }),
    switches: Object.assign(
      {},
      ...Object.entries(switches).map(([name, one]) => readSwitch(name, one)),
    ) as FidelitySwitches,
  }
}

function readSwitch(name: string, value: JsonValue | undefined): Partial<EntraSwitches> {
  if (typeof value !== 'string') throw new InvalidFidelity(`the switch ${name} must be a string`)
  try {
    return parseEntraSwitch(`${name}=${value}`)
  } catch (error) {
    if (error instanceof InvalidEntraSwitch) throw new InvalidFidelity(error.message)
    throw error
  }
}
