import type pg from 'pg';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { problem } from './http/problems.ts';

/** Counts tries in the database, so that all copies of the program count together. */
export interface RateLimit {
  /** Counts one try. Throws too_many_requests, with Retry-After, when there were too many. */
  take(key: string): Promise<void>;
  /** Forgets the tries of this key: it succeeded. */
  forget(key: string): Promise<void>;
}

/** At most `tries` within `seconds` for each key; `name` keeps the counts of different limits apart. */
export function createRateLimit(
  pool: pg.Pool,
  limit: { name: string; tries: number; seconds: number },
): RateLimit {
  const limiter = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: true,
    keyPrefix: limit.name,
    points: limit.tries,
    duration: limit.seconds,
  });
  return limitBy(limiter);
}

/** The same counted in this process alone, for what is too frequent to be written down. */
export function createLocalRateLimit(limit: { tries: number; seconds: number }): RateLimit {
  return limitBy(new RateLimiterMemory({ points: limit.tries, duration: limit.seconds }));
}

function limitBy(limiter: RateLimiterPostgres | RateLimiterMemory): RateLimit {
  return {
    async take(key) {
      try {
        await limiter.consume(key);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        const retryAfter = String(Math.max(1, Math.ceil(refused.msBeforeNext / 1000)));
        throw problem('too_many_requests', undefined, { headers: { 'retry-after': retryAfter } });
      }
    },
    async forget(key) {
      await limiter.delete(key);
    },
  };
}
