import type { FastifyRequest } from 'fastify';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import type { CannotCalculate } from './outcome.ts';
import { calculatePropertyTax } from './property-tax/calculate.ts';
import type { TaxSlice } from './property-tax/input.ts';
import { calculateRegistrationFee } from './registration-fee/calculate.ts';
import { ratesRoutes } from './schema.ts';
import { agesOf, type BookPart } from './staleness.ts';
import type { CurrentRates, RateBooks } from './store.ts';
import { viewOf } from './views.ts';

/** How often one address may ask without signing in: an office's websites and people, not a machine that copies tables. */
export const publicLimit = { name: 'rates-address', tries: 600, seconds: 60 };

export function createRatesRoutes(platform: Platform, books: RateBooks): BoundRoute[] {
  const limit = createRateLimit(platform.database.pool, publicLimit);
  const today = () => platform.clock.now().toISOString().slice(0, 10);
  const count = async ({ principal, request }: { principal: Principal | null; request: FastifyRequest }) => {
    if (principal === null) await limit.take(request.ip);
  };
  const used = ({ book, version }: CurrentRates, name: BookPart, day: string) => {
    const age = agesOf(book, today(), day).find(({ part }) => part === name);
    return { version, confirmedOn: age?.confirmedOn ?? book.confirmedOn, stale: age?.stale ?? true };
  };
  return [
    handle(ratesRoutes.calculatePropertyTax, async (call) => {
      await count(call);
      const rates = await books.current();
      const result = calculatePropertyTax(rates, call.body);
      if (result.outcome === 'cannot_calculate') throw refusal(result);
      const { sets, calculations, currency, notes, dueDays } = result;
      const [bands] = sets;
      if (!bands) throw new Error('a figure without rates');
      return {
        tax: result.taxPounds,
        currency,
        slices: result.slices.map(sliceShown),
        rates: { set: bands.id, effectiveFrom: bands.effectiveFrom },
        calculations: calculations.map((one) => ({ ...one, slices: one.slices.map(sliceShown) })),
        sets: sets.map(({ id, ...set }) => ({ set: id, ...set })),
        notes,
        dueDays,
        book: used(rates, call.body.tax, call.body.effectiveDate),
      };
    }),
    handle(ratesRoutes.calculateRegistrationFee, async (call) => {
      await count(call);
      const rates = await books.current();
      const result = calculateRegistrationFee(rates, call.body);
      if (result.outcome === 'cannot_calculate') throw refusal(result);
      return {
        fee: result.feePounds,
        rates: { set: result.set.id, effectiveFrom: result.set.effectiveFrom },
        book: used(rates, call.body.register ?? 'HMLR', call.body.date),
      };
    }),
    handle(ratesRoutes.getRates, async ({ query }) =>
      viewOf(await books.current(), today(), query.on ?? today()),
    ),
  ];
}

function refusal({ reason, words }: CannotCalculate) {
  return problem('cannot_calculate', words, { reason });
}

function sliceShown({ from, to, basisPoints, tax }: TaxSlice) {
  return { from, to, rate: basisPoints / 10_000, tax };
}
