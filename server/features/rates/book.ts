/**
 * A rate book: every tax band and fee that the program calculates with, as data. Rates are decimal fractions with at most
 * four decimals, prices and fees whole pounds (dollars), days ISO dates. docs/rates.md describes it for those who write one.
 */
import { z } from 'zod';

const day = z.iso.date();
const words = z.string().trim().min(1).max(1000);
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{1,60}$/, 'small letters, digits and hyphens');
const whole = z.number().int().min(0).max(10_000_000_000);
// Whether a rate lies between 0 and 1 is told by `findFaults`, which can name the set and the band.
const rate = z.number();

/** How sure one may be: the authority's own text was read, somebody else's copy was, or it is to be checked. */
export const verification = z.enum(['official', 'secondary', 'unverified']);

const period = {
  id,
  effectiveFrom: day,
  /** The last day; null: still in force. */
  effectiveTo: day.nullable(),
};
const evidence = { verification, source: words, notes: words.optional() };
const confirmed = { confirmedOn: day.optional(), confirmedBy: words.optional() };

/** A band holds what lies above `from`, up to and including `to`; `base` is the tax on `from` where the table gives it. */
const band = z.strictObject({ from: whole, to: whole.nullable(), rate, base: whole.optional() });

const rateSet = z.strictObject({
  ...period,
  propertyClass: z.enum(['residential', 'nonResidential']),
  variant: z.enum(['standard', 'firstTimeBuyer', 'higher', 'leaseRent']),
  /** `slice`: each rate on its own slice. `basePerHundred`: `base`, and the rate for every hundred or part of one above `from`. */
  method: z.enum(['slice', 'basePerHundred']),
  /** Contracts before this day keep the set that was in force before. */
  contractsBefore: day.optional(),
  /** Below it the standard set applies. */
  minimumPrice: whole.optional(),
  /** Above it the standard set applies, to the whole price. */
  maximumPrice: whole.optional(),
  /** Up to here something between this set and the standard one applies that the book does not have. */
  concessionTo: whole.optional(),
  minimumTax: whole.optional(),
  bands: z.array(band).min(1).max(30),
  /** Days on which something else was in force that the book does not have. */
  notKnownBetween: z.array(z.strictObject({ from: day, to: day, why: words })).optional(),
  /** From then on other rates are expected that the book does not have. */
  expectedChange: z.strictObject({ on: day, why: words }).optional(),
  ...evidence,
});

const surcharge = z.strictObject({
  id,
  kind: z.enum(['additionalDwelling', 'nonUkResident', 'companyFlat', 'foreignPerson']),
  name: words,
  /** `addToEveryBand`: the bands' rates grow; `onWholePrice`: a tax beside them; `insteadOfBands`: one rate for the whole price. */
  method: z.enum(['addToEveryBand', 'onWholePrice', 'insteadOfBands']),
  minimumPrice: whole.optional(),
  priceAbove: whole.optional(),
  /** There was none before. Absent: what was before the first period is not known. */
  introducedOn: day.optional(),
  /** Only for leases longer than so many years, or at least so long. */
  leaseTermOverYears: z.number().int().optional(),
  leaseTermFromYears: z.number().int().optional(),
  addsToRent: z.boolean().optional(),
  /** HM Revenue & Customs' relief code that lifts it. */
  reliefCode: z.number().int().optional(),
  periods: z
    .array(z.strictObject({ ...period, rate, contractsBefore: day.optional() }))
    .min(1)
    .max(50),
  ...evidence,
  /** What a client should know when it is charged. */
  clientNote: words.optional(),
});

const propertyTax = z.strictObject({
  tax: z.enum(['SDLT', 'LBTT', 'LTT', 'NSW']),
  name: words,
  nations: z.array(words).min(1),
  authority: words,
  currency: z.enum(['GBP', 'AUD']),
  /** Days from completion to return and payment. */
  dueDays: z.number().int().min(0).nullable(),
  ...confirmed,
  /** Which day says what is in force, before any rule for older contracts. */
  datedBy: z.enum(['effectiveDate', 'contractDate']),
  /** Residential transactions before it are not calculated. */
  residentialFrom: day.optional(),
  /** So many dwellings bought together are taxed as non-residential. */
  nonResidentialFromDwellings: z.number().int().min(2).optional(),
  rentDiscountRate: rate.optional(),
  sets: z.array(rateSet).min(1).max(500),
  surcharges: z.array(surcharge).max(50),
});

/** Flat steps: the fee of the step that holds the value. `voluntary`: voluntary first registration. */
const step = z.strictObject({
  from: whole,
  to: whole.nullable(),
  full: whole,
  portalWhole: whole.optional(),
  voluntary: whole.optional(),
});

const registrationFee = z.strictObject({
  register: z.enum(['HMLR', 'ROS']),
  name: words,
  nations: z.array(words).min(1),
  currency: z.literal('GBP'),
  ...confirmed,
  extraTitleSheet: whole.optional(),
  sets: z
    .array(
      z.strictObject({
        ...period,
        scale: z.union([z.literal(1), z.literal(2)]),
        steps: z.array(step).min(1).max(50),
        ...evidence,
      }),
    )
    .min(1)
    .max(100),
});

const informationFees = z.strictObject({
  name: words,
  nations: z.array(words).min(1),
  currency: z.literal('GBP'),
  ...confirmed,
  sets: z
    .array(
      z.strictObject({
        ...period,
        /** `fee` null: there is one, but its amount is not known. */
        items: z.array(
          z.strictObject({
            code: id.or(z.string().regex(/^[A-Za-z0-9-]+$/)),
            name: words,
            fee: whole.nullable(),
            per: words,
          }),
        ),
        ...evidence,
      }),
    )
    .min(1)
    .max(100),
});

const vat = z.strictObject({
  name: words,
  currency: z.literal('GBP'),
  ...confirmed,
  sets: z
    .array(z.strictObject({ ...period, rate, ...evidence }))
    .min(1)
    .max(50),
});

export const rateBook = z.strictObject({
  format: z.literal('matterline-rates-1'),
  id,
  title: words,
  /** When somebody last compared the whole book with the authorities; a part may say its own day. */
  confirmedOn: day,
  propertyTaxes: z.array(propertyTax).min(1),
  registrationFees: z.array(registrationFee).min(1),
  informationFees,
  vat,
});

export type RateBook = z.infer<typeof rateBook>;
export type PropertyTax = RateBook['propertyTaxes'][number];
export type TaxName = PropertyTax['tax'];
export type RateSet = PropertyTax['sets'][number];
export type Band = RateSet['bands'][number];
export type Surcharge = PropertyTax['surcharges'][number];
export type SurchargePeriod = Surcharge['periods'][number];
export type RegistrationRegister = RateBook['registrationFees'][number];
export type FeeSet = RegistrationRegister['sets'][number];
export type Verification = z.infer<typeof verification>;

/** A book as the program uses it: `version` names exactly these contents, so that an answer can say what it is made from. */
export interface RateBookVersion {
  version: string;
  book: RateBook;
}

/** A hundredth of a percent, as an integer; exact for every rate that `findFaults` lets pass. */
export function basisPointsOf(fraction: number): number {
  return Math.round(fraction * 10_000);
}
