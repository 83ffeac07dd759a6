import type { Exchange } from '../model/result.ts'

/**
 * What the page carries in `<template data-part="NAME">` elements, each part being JSON, deflated (raw), in base64: `result` is the
 * result, `exchanges` an ExchangeIndex, `block-N` a list of KeptExchange, `downstream` the calls of the target to JumpCloud, as far as the page
 * has room.
 */
export type PartName = 'result' | 'exchanges' | 'downstream' | `block-${number}`

/** One row for each exchange on the tape, in columns, so that a hundred thousand of them are small and quick to read. */
export interface ExchangeIndex {
  /** How many exchanges are on the tape; rows may be fewer. */
  readonly total: number
  /** Begins each path, so that rows need not. */
  readonly base: string
  readonly ids: readonly string[]
  /** Places in `methodNames`. */
  readonly methods: readonly number[]
  readonly methodNames: readonly string[]
  /** URLs as sent, without `base` where they begin with it. */
  readonly paths: readonly string[]
  /** 0 where no answer came. */
  readonly statuses: readonly number[]
  /** Milliseconds since the first exchange began. */
  readonly starts: readonly number[]
  /** Milliseconds. */
  readonly times: readonly number[]
  /** Places in `causeNames`. */
  readonly causes: readonly number[]
  readonly causeNames: readonly string[]
  /** The block that holds the whole exchange; -1 where the page has no room for it. */
  readonly blocks: readonly number[]
  /** Why no answer came, by row. */
  readonly errors: Readonly<Record<number, string>>
}

/** An exchange with its headers and bodies; long bodies are cut. */
export type KeptExchange = Exchange
