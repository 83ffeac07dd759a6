import { define, type FunctionDefinition, rejectArgument } from '../function-definition.ts'
import type { Scope } from '../value.ts'

const DIGITS = '0123456789'
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SMALL = 'abcdefghijklmnopqrstuvwxyz'
const SPECIAL = '!@#$%^&*()-_=+[]{}|;:,.<>?/~'
const MAX_RANDOM_LENGTH = 256

/**
 * Functions whose result does not depend on source attributes (Microsoft documentation, "Functions for customizing
 * application data").
 */
export const generatedFunctions: readonly FunctionDefinition[] = [
  define('Guid()', 0, 0, ({ scope }) => {
    const hex = Array.from({ length: 32 }, () => Math.floor(scope.random() * 16).toString(16))
    hex[12] = '4'
    hex[16] = (8 + Math.floor(scope.random() * 4)).toString(16)
    return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }),
  // The function is in Graph's list and in the default mappings of API-driven provisioning, but not on the
  // documentation's page.
  define('DefaultDomain()', 0, 0, (values) => {
    const { defaultDomain, object } = values.scope
    const principal = object['userPrincipalName']
    const own = typeof principal === 'string' ? /@([^@]+)$/.exec(principal)?.[1] : undefined
    return (
      defaultDomain ??
      own ??
      rejectArgument(
        'the default domain of the tenant is unknown: give the object a userPrincipalName, or set the domain',
        values.position(0),
      )
    )
  }),
  define(
    'RandomString(Length, MinimumNumbers, MinimumSpecialCharacters, MinimumCapital, MinimumLowerCase, CharactersToAvoid)',
    5,
    6,
    (values) => {
      const length = Math.trunc(values.number(0) ?? 0)
      if (length < 0 || length > MAX_RANDOM_LENGTH)
        rejectArgument(`RandomString creates at most ${MAX_RANDOM_LENGTH} characters`, values.position(0))
      const avoid = new Set(values.text(5) ?? '')
      const pools = [DIGITS, SPECIAL, CAPITALS, SMALL].map((pool) =>
        [...pool].filter((character) => !avoid.has(character)),
      )
      if (pools.some((pool) => pool.length === 0))
        rejectArgument('CharactersToAvoid leaves no character of one kind', values.position(5))
      const minima = [1, 2, 3, 4].map((index) => Math.max(0, Math.trunc(values.number(index) ?? 0)))
      if (minima.reduce((sum, minimum) => sum + minimum, 0) > length)
        rejectArgument('the minimum numbers of RandomString exceed its length', values.position(0))
      const wanted = pools.filter((_, index) => (minima[index] ?? 0) > 0)
      const rest = (wanted.length > 0 ? wanted : pools).flat()
      const characters = pools.flatMap((pool, index) =>
        Array.from({ length: minima[index] ?? 0 }, () => pick(pool, values.scope)),
      )
      while (characters.length < length) characters.push(pick(rest, values.scope))
      return shuffle(characters, values.scope).join('')
    },
  ),
  // Only inbound provisioning to Active Directory can test a value; outbound uses the first rule that yields one.
  define('SelectUniqueValue(uniqueValueRule1, uniqueValueRule2, …)', 2, 10_000, (values) => {
    for (let index = 0; index < values.count; index += 1) {
      const value = values.value(index)
      if (value !== null && value !== '') return value
    }
    return null
  }),
]

function pick(pool: readonly string[], scope: Scope): string {
  return pool[Math.floor(scope.random() * pool.length)] ?? ''
}

function shuffle(characters: readonly string[], scope: Scope): string[] {
  return characters
    .map((character) => ({ character, place: scope.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ character }) => character)
}
