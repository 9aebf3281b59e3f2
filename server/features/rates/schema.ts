/** The API of taxes, registration fees and the book that they are calculated from. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';

const wholeAmount = z.number().int().min(0).max(10_000_000_000);
const day = z.iso.date();

const annualRents = z
  .array(wholeAmount)
  .min(1)
  .max(5)
  .describe('Yearly rents of years 1 to 5; where fewer are given, the highest counts for the rest');

const lease = z.union(
  [
    z.object({ termYears: z.number().int().min(1).max(3000), annualRents }),
    z
      .object({ startDate: day, endDate: day, annualRents })
      .refine(({ startDate, endDate }) => startDate <= endDate, {
        path: ['endDate'],
        error: 'The last day is before the first',
      }),
  ],
  { error: 'Give the years, or a first and a later last day; and one to five yearly rents' },
);

const taxQuestion = z.object({
  tax: z
    .enum(['SDLT', 'LBTT', 'LTT', 'NSW'])
    .describe(
      'England and Northern Ireland: SDLT. Scotland: LBTT. Wales: LTT. New South Wales: NSW, in dollars',
    ),
  effectiveDate: day.describe('Usually the day of completion'),
  contractDate: day.optional().describe('Older contracts keep some older rates; absent: none is kept'),
  propertyClass: z.enum(['residential', 'nonResidential']).describe('Mixed property is nonResidential'),
  price: wholeAmount.describe('Whole pounds; the premium of a new lease'),
  buyer: z.enum(['standard', 'firstTimeBuyer', 'additional']),
  nonUkResident: z.boolean(),
  company: z.boolean(),
  lease: lease.optional().describe('A new lease, whose rent is taxed, too'),
  ownsAnotherDwelling: z.boolean().optional(),
  replacesMainResidence: z.boolean().optional().describe('Then no higher rates are due'),
  everyBuyerFirstTime: z.boolean().optional().describe('Absent: yes'),
  willLiveThere: z.boolean().optional().describe('Absent: yes'),
  dwellings: z.number().int().min(1).max(10_000).optional().describe('Bought together; absent: 1'),
  foreignPerson: z.boolean().optional().describe('New South Wales only'),
  isLinked: z.boolean().optional(),
  reliefCode: z.number().int().min(1).max(99).optional().describe('Of HM Revenue & Customs’ return'),
  partialRelief: z.boolean().optional(),
  multipleDwellingsRelief: z.boolean().optional(),
  collectiveEnfranchisement: z.boolean().optional(),
  interest: z.enum(['freehold', 'leasehold', 'other']).optional(),
});

const slice = z.object({
  from: wholeAmount,
  to: wholeAmount.describe('At most the price, or the value of the rent'),
  rate: z.number().describe('0.05 is 5 %'),
  tax: z.number().int().describe('So rounded that the slices add up to the total'),
});

const usedSet = z.object({
  set: z.string(),
  name: z.string(),
  effectiveFrom: day,
  effectiveTo: day.nullable(),
});

const usedBook = z.object({
  version: z.string().describe('Names exactly the rates that were used'),
  confirmedOn: day,
  stale: z.boolean().describe('Somebody should look whether these rates are still right'),
});

const taxAnswer = z.object({
  tax: z.number().int().describe('Whole pounds, rounded down'),
  currency: z.enum(['GBP', 'AUD']),
  slices: z.array(slice),
  rates: z.object({ set: z.string(), effectiveFrom: day }).describe('The set of the price’s bands'),
  calculations: z.array(
    z.object({
      on: z.enum(['price', 'rent']),
      method: z.enum(['slice', 'whole']),
      name: z.string(),
      amount: wholeAmount,
      slices: z.array(slice),
    }),
  ),
  sets: z.array(usedSet),
  notes: z.array(z.object({ code: z.string(), words: z.string() })),
  dueDays: z.number().int().nullable().describe('From completion to return and payment'),
  book: usedBook,
});

const feeQuestion = z.object({
  scale: z.union([z.literal(1), z.literal(2)]),
  value: wholeAmount.describe('Whole pounds: the price with VAT, or the amount secured'),
  application: z.enum([
    'portalWhole',
    'post',
    'part',
    'lease',
    'firstRegistration',
    'voluntaryFirstRegistration',
  ]),
  date: day,
  register: z.enum(['HMLR', 'ROS']).optional().describe('Absent: HMLR. Scotland: ROS, scale 1'),
  extraTitleSheets: z.number().int().min(0).max(10_000).optional().describe('Scotland only'),
});

const feeAnswer = z.object({
  fee: z.number().int().describe('Whole pounds'),
  rates: z.object({ set: z.string(), effectiveFrom: day }),
  book: usedBook,
});

const part = z.enum(['SDLT', 'LBTT', 'LTT', 'NSW', 'HMLR', 'ROS', 'information', 'vat']);

/** A set as a table to read: rates as fractions, money in whole units of the part's currency. */
const shownSet = z.object({
  id: z.string(),
  kind: z.enum(['bands', 'rent', 'surcharge', 'fees', 'items', 'rate']),
  propertyClass: z.enum(['residential', 'nonResidential']).nullable(),
  variant: z.enum(['standard', 'firstTimeBuyer', 'higher', 'leaseRent']).nullable(),
  scale: z.number().int().nullable(),
  name: z.string().nullable(),
  charged: z
    .enum(['addToEveryBand', 'onWholePrice', 'insteadOfBands'])
    .nullable()
    .describe('How a surcharge is; `from` of its one row is the least price'),
  effectiveFrom: day,
  effectiveTo: day.nullable(),
  inForce: z.boolean(),
  columns: z.array(z.enum(['rate', 'base', 'full', 'portalWhole', 'voluntary', 'fee'])),
  rows: z.array(
    z.object({
      label: z.string().nullable(),
      from: z.number().int().nullable(),
      to: z.number().int().nullable(),
      values: z.array(z.number().nullable()),
    }),
  ),
  verification: z.enum(['official', 'secondary', 'unverified']),
  source: z.string(),
  notes: z.string().nullable(),
});

const ratesView = z.object({
  book: z.object({
    id: z.string(),
    title: z.string(),
    version: z.string(),
    origin: z.enum(['bundled', 'loaded']),
    loadedAt: z.iso.datetime().nullable(),
    confirmedOn: day.describe('The oldest of its parts'),
    stale: z.boolean(),
  }),
  on: day,
  parts: z.array(
    z.object({
      part,
      name: z.string(),
      nations: z.array(z.string()),
      currency: z.enum(['GBP', 'AUD']),
      confirmedOn: day,
      confirmedBy: z.string().nullable(),
      daysSinceConfirmed: z.number().int(),
      stale: z.boolean(),
      why: z.array(z.string()),
      sets: z.array(shownSet),
    }),
  ),
});

export type RatesView = z.infer<typeof ratesView>;
export type ShownPart = RatesView['parts'][number];
export type ShownSet = z.infer<typeof shownSet>;
export type TaxQuestion = z.infer<typeof taxQuestion>;

const tag = 'Rates';

export const ratesRoutes = {
  calculatePropertyTax: route({
    method: 'POST',
    path: '/api/v1/property-tax',
    summary:
      'The tax on a purchase, slice by slice; `cannot_calculate` with its reason where there is no figure',
    tag,
    access: 'anyone',
    body: taxQuestion,
    answer: taxAnswer,
    problems: ['cannot_calculate', 'too_many_requests'],
    audit: 'none',
    bodyLimit: 16 * 1024,
  }),
  calculateRegistrationFee: route({
    method: 'POST',
    path: '/api/v1/registration-fee',
    summary: 'What a land register charges',
    tag,
    access: 'anyone',
    body: feeQuestion,
    answer: feeAnswer,
    problems: ['cannot_calculate', 'too_many_requests'],
    audit: 'none',
    bodyLimit: 16 * 1024,
  }),
  getRates: route({
    method: 'GET',
    path: '/api/v1/rates',
    summary: 'The tax bands and fees in use, where they are from, and whether they may be out of date',
    tag,
    access: 'member',
    query: z.object({ on: day.optional().describe('Which sets are in force then; absent: today') }),
    answer: ratesView,
    audit: 'none',
  }),
} as const;
