import { tokenInterval, type BucketLimit } from '../../src/admission/bucket-limits.js';

const QUARTERS = 4;

/**
 * A token bucket as a person would count it, in whole quarters of a microsecond, so without rounding, and without code
 * of the scripts. Its level is the time for which it has been filling.
 *
 * A clock that has stepped back takes from the level what it will give once more; where that would be more than there was,
 * the bucket counts as full.
 */
export class ModelBucket {
  readonly limit: BucketLimit;
  private readonly interval: number;
  private readonly capacity: number;
  private level: number;
  private at: number | undefined;

  constructor(limit: BucketLimit) {
    this.limit = limit;
    this.interval = tokenInterval(limit) * QUARTERS;
    this.capacity = this.interval * limit.burst;
    this.level = this.capacity;
  }

  tokens(nowMicros: number): number {
    return this.interval === 0 ? Infinity : Math.floor(this.levelAt(nowMicros) / this.interval);
  }

  take(nowMicros: number, tokens = 1): void {
    this.level = this.levelAt(nowMicros) - tokens * this.interval;
    this.at = nowMicros;
  }

  /** Whole microseconds until it is full. */
  fullInMicros(nowMicros: number): number {
    return Math.floor((this.capacity - this.levelAt(nowMicros)) / QUARTERS);
  }

  private levelAt(nowMicros: number): number {
    const level = this.level + (nowMicros - (this.at ?? nowMicros)) * QUARTERS;
    return level < 0 ? this.capacity : Math.min(this.capacity, level);
  }
}
