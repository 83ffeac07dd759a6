/** Faults that real bridges have had; FAULT=NAME selects one. */
import { setTimeout } from 'node:timers/promises'

type Json = Record<string, unknown>
type JumpCloud = (method: string, path: string, body?: Json) => Promise<Json>

/** The functions that a fault replaces: writing properties, showing a user, updating a user. */
export interface Fault {
  readonly write?: (properties: Json) => Json
  readonly show?: (user: Json) => Json
  readonly update?: (jumpCloud: JumpCloud, path: string, changes: Json) => Promise<Json>
}

const SWAPPED: Readonly<Record<string, string>> = { firstname: 'lastname', lastname: 'firstname' }

const FAULTS: Readonly<Record<string, Fault>> = {
  'swapped-fields': {
    write: (properties) =>
      Object.fromEntries(Object.entries(properties).map(([name, value]) => [SWAPPED[name] ?? name, value])),
  },
  'lost-suspend': { write: ({ suspended: _, ...others }) => others },
  'truncated-name': {
    write: ({ displayname, ...others }) =>
      displayname === undefined ? others : { ...others, displayname: String(displayname).slice(0, 20) },
  },
  'string-boolean': { show: (user) => ({ ...user, active: user['active'] === true ? 'True' : 'False' }) },
  'late-write': {
    update: async (jumpCloud, path, changes) => {
      const before = await jumpCloud('GET', path)
      void setTimeout(200).then(() => jumpCloud('PUT', path, changes).catch(() => undefined))
      return { ...before, ...changes }
    },
  },
  'lost-update': {
    update: async (jumpCloud, path, changes) => {
      const before = await jumpCloud('GET', path)
      await setTimeout(50)
      const { username, email, firstname, lastname, displayname, jobTitle, department, suspended } = before
      const whole = { username, email, firstname, lastname, displayname, jobTitle, department, suspended }
      return jumpCloud('PUT', path, { ...whole, ...changes })
    },
  },
}

/** The selected fault; empty if FAULT is not set. */
export const fault: Fault = FAULTS[process.env['FAULT'] ?? ''] ?? {}
