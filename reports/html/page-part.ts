import { deflateRawSync } from 'node:zlib'
import type { PartName } from './page-format.ts'

/** Lays a value out as a part of the page. Base64 holds no markup, whatever a server wrote. */
export function pagePart(name: PartName, value: unknown): string {
  const packed = deflateRawSync(JSON.stringify(value), { level: 6 }).toString('base64')
  return `<template data-part="${name}">${packed}</template>\n`
}
