import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { Latency } from '../../reports/index.ts'

/** The highest latency: an hour in microseconds. A longer one counts as an hour. */
const HIGHEST = 3_600_000_000
/** The number of significant digits of percentiles. */
const DIGITS = 3

/** Thrown for a string that is not a histogram of a load test. */
export class UnreadableHistogram extends Error {
  override readonly name = 'UnreadableHistogram'
}

/**
 * Latencies in microseconds with constant memory (HDR histogram). Adding histograms is exact, so the percentiles of
 * merged shards are those of the whole.
 */
export class LatencyHistogram {
  readonly #histogram: Histogram

  private constructor(histogram: Histogram) {
    this.#histogram = histogram
  }

  /** Creates a histogram without samples. */
  static empty(): LatencyHistogram {
    return new LatencyHistogram(emptyHistogram())
  }

  /**
   * Decodes the output of `encode`. Throws UnreadableHistogram if it is not an HDR histogram with the same range and
   * digits.
   */
  static decode(text: string): LatencyHistogram {
    let decoded: Histogram
    try {
      decoded = decodeFromCompressedBase64(text, 32, false)
    } catch {
      throw new UnreadableHistogram('a histogram cannot be decoded')
    }
    const { highestTrackableValue, numberOfSignificantValueDigits } = decoded
    if (highestTrackableValue !== HIGHEST || numberOfSignificantValueDigits !== DIGITS)
      throw new UnreadableHistogram(
        `a histogram has another range (${highestTrackableValue}) or precision (${numberOfSignificantValueDigits})`,
      )
    return new LatencyHistogram(decoded)
  }

  get count(): number {
    return this.#histogram.totalCount
  }

  /** Records a latency in milliseconds. */
  record(milliseconds: number): void {
    this.#histogram.recordValue(Math.min(Math.max(Math.round(milliseconds * 1000), 0), HIGHEST))
  }

  add(other: LatencyHistogram): void {
    this.#histogram.add(other.#histogram)
  }

  /**
   * Returns a copy with the samples that coordinated omission left out: a client that sends every `interval`
   * milliseconds would have measured them while it waited for one slow response.
   */
  corrected(interval: number): LatencyHistogram {
    const microseconds = Math.round(interval * 1000)
    const copy = LatencyHistogram.empty()
    if (microseconds > 0) copy.#histogram.addWhileCorrectingForCoordinatedOmission(this.#histogram, microseconds)
    else copy.add(this)
    return copy
  }

  /** Returns the milliseconds that this share of the samples does not exceed. */
  percentile(percent: number): number {
    return this.#histogram.getValueAtPercentile(percent) / 1000
  }

  reset(): void {
    this.#histogram.reset()
  }

  encode(): string {
    return encodeIntoCompressedBase64(this.#histogram)
  }

  /** Returns the percentiles of a result. */
  summarize(): Latency {
    const isEmpty = this.count === 0
    const at = (percent: number): number => (isEmpty ? 0 : this.percentile(percent))
    return {
      p50: at(50),
      p75: at(75),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      // The encoding loses the library's own maximum, so a merged histogram would have another one.
      max: at(100),
      mean: isEmpty ? 0 : Math.round(this.#histogram.mean) / 1000,
      histogram: this.encode(),
    }
  }
}

function emptyHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: HIGHEST,
    numberOfSignificantValueDigits: DIGITS,
    autoResize: false,
    useWebAssembly: false,
  })
}
