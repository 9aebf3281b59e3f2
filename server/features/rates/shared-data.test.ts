import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bundledRates } from './store.ts';

/*
 * The bundled book was made from a collection of published rates. Where that file lies beside the repository, both are
 * compared set by set.
 */
const file = new URL('../../../../shared/data/uk-property-tax-and-fees.json', import.meta.url);

const band = z.object({
  from: z.number(),
  to: z.number().nullable(),
  rate: z.number().optional(),
  base: z.number().optional(),
});
const period = z.object({ effectiveFrom: z.string(), effectiveTo: z.string().nullable(), rate: z.number() });
const step = z.record(z.string(), z.number().nullable());
const register = z.object({
  id: z.string(),
  effectiveFrom: z.string(),
  scale1: z.array(step).optional(),
  scale2: z.array(step).optional(),
  table: z.array(step).optional(),
  items: z
    .array(z.object({ code: z.string(), amount: z.number().nullable(), previous: z.number() }))
    .optional(),
  extraTitleSheet: z.number().optional(),
});
const collection = z.object({
  taxes: z.array(
    z.object({
      id: z.string(),
      payDueDays: z.number(),
      npv: z.object({ discountRate: z.number() }).optional(),
      rateSets: z.array(
        z.object({
          id: z.string(),
          effectiveFrom: z.string(),
          effectiveTo: z.string().nullable(),
          maxConsideration: z.number().optional(),
          minConsideration: z.number().optional(),
          bands: z.array(band),
        }),
      ),
      surcharges: z
        .array(
          z.object({
            id: z.string(),
            minConsideration: z.number().optional(),
            minConsiderationExclusive: z.number().optional(),
            periods: z.array(period),
          }),
        )
        .optional(),
    }),
  ),
  registrationFees: z.array(register),
  vat: z.object({ ukStandardRate: z.number(), effectiveFrom: z.string() }),
  australia: z.object({
    items: z.array(
      z.object({
        state: z.string(),
        effectiveFrom: z.string(),
        effectiveTo: z.string().nullable(),
        bands: z.array(band),
        premiumResidentialFrom: z.number().optional(),
        premiumBase: z.number().optional(),
        premiumRate: z.number().optional(),
        firstHomeExemptTo: z.number().optional(),
        foreignSurcharge: z.number().optional(),
      }),
    ),
  }),
});

test.skipIf(!existsSync(file))(
  'agrees set by set with the collection in ../shared/data (skipped when it is absent)',
  () => {
    const data = collection.parse(JSON.parse(readFileSync(file, 'utf8')));
    const { book } = bundledRates();
    for (const theirs of data.taxes) {
      const ours = book.propertyTaxes.find(({ tax }) => tax === theirs.id);
      expect(ours?.dueDays).toBe(theirs.payDueDays);
      if (theirs.npv) expect(ours?.rentDiscountRate).toBe(theirs.npv.discountRate);
      expect(ours?.sets.map(({ id }) => id)).toEqual(theirs.rateSets.map(({ id }) => id));
      for (const set of theirs.rateSets) {
        const same = ours?.sets.find(({ id }) => id === set.id);
        expect(
          [same?.effectiveFrom, same?.effectiveTo, same?.bands, same?.maximumPrice, same?.minimumPrice],
          set.id,
        ).toEqual([
          set.effectiveFrom,
          set.effectiveTo,
          set.bands,
          set.maxConsideration,
          set.minConsideration,
        ]);
      }
      for (const surcharge of theirs.surcharges ?? []) {
        const same = ours?.surcharges.find(({ id }) => id === surcharge.id);
        expect(same?.periods.map((one) => period.parse(one))).toEqual(surcharge.periods);
        expect([same?.minimumPrice, same?.priceAbove]).toEqual([
          surcharge.minConsideration,
          surcharge.minConsiderationExclusive,
        ]);
      }
    }
    compareRegisters(data.registrationFees);
    compareNewSouthWales(data.australia.items);
    expect(book.vat.sets).toMatchObject([
      { rate: data.vat.ukStandardRate, effectiveFrom: data.vat.effectiveFrom },
    ]);
  },
);

function compareRegisters(registers: readonly z.infer<typeof register>[]): void {
  const { book } = bundledRates();
  const stepsOf = (id: string) =>
    book.registrationFees.flatMap(({ sets }) => sets).find((set) => set.id === id)?.steps;
  const hmlr = registers.find(({ id }) => id === 'HMLR');
  expect(stepsOf('hmlr-scale-1-2022')).toEqual(
    hmlr?.scale1?.map((one) => ({
      from: one.from,
      to: one.to,
      full: one.post,
      portalWhole: one.portalWholeTitle,
      voluntary: one.voluntaryFirstRegistration,
    })),
  );
  // Parts and leases cost by portal what they cost by post: one column is enough.
  expect(hmlr?.scale1?.every((one) => one.portalPartOrLease === one.post)).toBe(true);
  expect(hmlr?.scale2?.every((one) => one.portalPart === one.post)).toBe(true);
  expect(stepsOf('hmlr-scale-2-2022')).toEqual(
    hmlr?.scale2?.map((one) => ({
      from: one.from,
      to: one.to,
      full: one.post,
      portalWhole: one.portalWholeTitle,
    })),
  );
  const ros = registers.find(({ id }) => id === 'ROS');
  expect(stepsOf('ros-land-register-2021')).toEqual(
    ros?.table?.map((one) => ({ from: one.from, to: one.to, full: one.fee, voluntary: one.voluntary })),
  );
  expect(book.registrationFees.find((one) => one.register === 'ROS')?.extraTitleSheet).toBe(
    ros?.extraTitleSheet,
  );
  const info = registers.find(({ id }) => id === 'HMLR-INFO');
  const [now, before] = book.informationFees.sets;
  expect(now?.effectiveFrom).toBe(info?.effectiveFrom);
  expect(now?.items.map(({ code, fee }) => [code, fee])).toEqual(
    info?.items?.map(({ code, amount }) => [code, amount]),
  );
  expect(before?.items.map(({ fee }) => fee)).toEqual(info?.items?.map(({ previous }) => previous));
}

type Collected = z.infer<typeof collection>['australia']['items'];

function compareNewSouthWales(items: Collected): void {
  const ours = bundledRates().book.propertyTaxes.find(({ tax }) => tax === 'NSW');
  for (const theirs of items.filter(({ state }) => state === 'NSW')) {
    const year = theirs.effectiveFrom.slice(0, 4);
    const plain = ours?.sets.find(({ id }) => id === `nsw-nonres-${year}`);
    const homes = ours?.sets.find(({ id }) => id === `nsw-res-${year}`);
    expect(plain?.bands).toEqual(theirs.bands.map(({ from, to, rate, base }) => ({ from, to, rate, base })));
    expect([plain?.effectiveFrom, plain?.effectiveTo]).toEqual([theirs.effectiveFrom, theirs.effectiveTo]);
    const premium = homes?.bands.at(-1);
    expect([premium?.from, premium?.rate]).toEqual([theirs.premiumResidentialFrom, theirs.premiumRate]);
    if (theirs.premiumBase !== undefined) expect(premium?.base).toBe(theirs.premiumBase);
    if (theirs.foreignSurcharge !== undefined)
      expect(ours?.surcharges[0]?.periods[0]?.rate).toBe(theirs.foreignSurcharge);
    if (theirs.firstHomeExemptTo !== undefined)
      expect(ours?.sets.find(({ id }) => id === `nsw-first-home-${year}`)?.maximumPrice).toBe(
        theirs.firstHomeExemptTo,
      );
  }
}
