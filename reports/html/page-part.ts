import { deflateRawSync } from 'node:zlib'
import type { PartName } from './page-format.ts'

/** Encodes a value as a part of the page. Base64 cannot contain markup, even if a server wrote some. */
export function pagePart(name: PartName, value: unknown): string {
  const packed = deflateRawSync(JSON.stringify(value), { level: 6 }).toString('base64')
  return `<template data-part="${name}">${packed}</template>\n`
}
