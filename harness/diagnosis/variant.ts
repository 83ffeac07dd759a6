import type { JsonObject } from '../../mocks/protocol/index.ts'
import type { HttpRequest } from '../../mocks/transport/index.ts'
import { bodyOf, operationsOf, withBody, withOperations } from './request-parts.ts'

/** The two halves of the sentence "`replace` works, `Replace` is ignored". */
export interface Halves {
  /** The form of the variant: "`replace`". */
  readonly right: string
  /** The form that was sent: "`Replace`". */
  readonly wrong: string
}

/** One way to send a request again that differs in one point. */
export interface Variant {
  /** The name of the difference: "op in lower case". */
  readonly name: string
  /** The methods of the requests that it applies to. */
  readonly methods: readonly string[]
  /** The changed request; undefined if the request does not have this point. Pure. */
  readonly change: (request: HttpRequest) => HttpRequest | undefined
  /** Returns the name of the point in a sentence. Called only for a request that `change` changes. */
  readonly halves: (request: HttpRequest) => Halves
  /** True if it is tried on the whole request before that is split. */
  readonly early?: true
  /** Statuses of the failed response for which this variant is tried first. */
  readonly hints?: readonly number[]
  /** The attribute that the variant leaves out. */
  readonly drops?: string
  /**
   * True if the variant concerns the request as a whole: if one part is the cause and the rest works, this variant is
   * not the explanation.
   */
  readonly isWhole?: true
  /** True if the query need not find what the failed one looked for. */
  readonly findsOther?: true
}

type Extras = Pick<Variant, 'early' | 'hints' | 'drops' | 'isWhole' | 'findsOther'>

/** A table row that changes operations of a PATCH one by one; an operation may become several. */
export interface OperationRow extends Extras {
  readonly name: string
  readonly change: (operation: JsonObject) => readonly JsonObject[] | JsonObject | undefined
  /** Formats both halves from the first changed operation before and after the change. */
  readonly say: (operation: JsonObject, changed: JsonObject) => Halves
}

/** Creates a variant of a PATCH from a row. */
export function onOperations({ name, change, say, ...extras }: OperationRow): Variant {
  const changesOf = (request: HttpRequest): (readonly [JsonObject, readonly JsonObject[] | undefined])[] =>
    (operationsOf(bodyOf(request)) ?? []).map((operation) => [operation, asList(change(operation))])
  return {
    name,
    methods: ['PATCH'],
    ...extras,
    change: (request) => {
      const changes = changesOf(request)
      if (changes.every(([, changed]) => changed === undefined)) return undefined
      return withOperations(
        request,
        changes.flatMap(([operation, changed]) => changed ?? [operation]),
      )
    },
    halves: (request) => {
      for (const [operation, changed] of changesOf(request))
        if (changed?.[0] !== undefined) return say(operation, changed[0])
      return { right: 'the variant', wrong: 'the request' }
    },
  }
}

/** A table row that changes the whole JSON body. */
export interface BodyRow extends Extras {
  readonly name: string
  readonly methods: readonly string[]
  readonly change: (body: JsonObject) => JsonObject | undefined
  readonly say: (body: JsonObject, changed: JsonObject) => Halves
}

/** Creates a variant of a request with a JSON body from a row. */
export function onBody({ name, methods, change, say, ...extras }: BodyRow): Variant {
  return {
    name,
    methods,
    ...extras,
    change: (request) => {
      const body = bodyOf(request)
      const changed = body === undefined ? undefined : change(body)
      return changed === undefined ? undefined : withBody(request, changed)
    },
    halves: (request) => {
      const body = bodyOf(request) ?? {}
      return say(body, change(body) ?? body)
    },
  }
}

/** Puts a string into backticks. */
export function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``
}

function asList<T>(value: readonly T[] | T | undefined): readonly T[] | undefined {
  if (value === undefined) return undefined
  return Array.isArray(value) ? (value as readonly T[]) : [value as T]
}
