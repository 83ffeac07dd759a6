import type { Exchange } from '../model/result.ts'

/**
 * The parts of the page. Each is in an element `<template data-part="NAME">` as JSON, deflated (raw), in base64:
 * `result` is the result, `exchanges` an ExchangeIndex, `block-N` a list of KeptExchange, `downstream` the calls of
 * the target to JumpCloud, as far as there is space.
 */
export type PartName = 'result' | 'exchanges' | 'downstream' | `block-${number}`

/** One row for each exchange on the tape, in columns, so that a hundred thousand rows are small and quick to read. */
export interface ExchangeIndex {
  /** The number of exchanges on the tape; there may be fewer rows. */
  readonly total: number
  /** The common beginning of the URLs, which the rows omit. */
  readonly base: string
  readonly ids: readonly string[]
  /** Indices of `methodNames`. */
  readonly methods: readonly number[]
  readonly methodNames: readonly string[]
  /** URLs as sent, without `base` if they begin with it. */
  readonly paths: readonly string[]
  /** Statuses; 0 if there was no response. */
  readonly statuses: readonly number[]
  /** Milliseconds since the first exchange began. */
  readonly starts: readonly number[]
  /** Durations in milliseconds. */
  readonly times: readonly number[]
  /** Indices of `causeNames`. */
  readonly causes: readonly number[]
  readonly causeNames: readonly string[]
  /** The block that contains the whole exchange; -1 if it did not fit into the page. */
  readonly blocks: readonly number[]
  /** The reason why there was no response, by row. */
  readonly errors: Readonly<Record<number, string>>
}

/** An exchange with its headers and bodies; long bodies are cut. */
export type KeptExchange = Exchange
