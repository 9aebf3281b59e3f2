/** What a visitor of the firm's website sends and is told: nothing that the firm did not publish. */
import { z } from 'zod';
import { question, sectionKind, side, transaction, vatTreatment } from '../fee-scales/index.ts';
import { nation } from './shapes.ts';

const pence = z.number().int();
const answers = z.record(z.string().max(60), z.union([z.string().max(200), z.number(), z.boolean()]));

export const visitorInputs = z.strictObject({
  transaction,
  clients: z.number().int().min(1).max(20).default(1).describe('How many people instruct the firm'),
  answers: z
    .strictObject({ sale: answers, purchase: answers, remortgage: answers, transfer_of_equity: answers })
    .partial()
    .default({})
    .describe('By side and question, as the configuration lists them'),
});
export type VisitorInputs = z.output<typeof visitorInputs>;

const colours = z.object({ accent: z.string(), ink: z.string() });

export const configuration = z.object({
  firm: z.string(),
  language: z.enum(['en-GB', 'en-US', 'en-AU']),
  currency: z.string(),
  show: z.enum(['lines', 'range', 'request']),
  transactions: z.array(transaction),
  questions: z.array(
    question.extend({ main: z.boolean().describe('Asked at once; the others under “anything special?”') }),
  ),
  consent: z.object({ text: z.string(), privacyUrl: z.string() }),
  look: z.object({ font: z.enum(['own', 'page']), light: colours, dark: colours }),
  pricesUrl: z.string().nullable().describe('The firm’s price page'),
  ticket: z.string().describe('Sent back with the request: it tells when the form was opened'),
});
export type Configuration = z.input<typeof configuration>;

const publicTotals = z.object({
  feesNet: pence,
  feesVat: pence,
  disbursementsNet: pence,
  disbursementsVat: pence,
  subtotal: pence.describe('Everything but property tax, with VAT'),
  tax: pence,
  total: pence,
});

export const publicLine = z.object({
  section: sectionKind,
  label: z.string(),
  detail: z.string(),
  why: z.string(),
  show: z.enum(['charged', 'optional', 'may_apply']),
  counts: z.boolean(),
  quantity: z.number().int(),
  netPence: pence.nullable().describe('null: the firm works it out'),
  vatPence: pence.nullable(),
  grossPence: pence.nullable(),
  vat: vatTreatment,
  tax: z.boolean(),
});

const priceFacts = {
  currency: z.string(),
  pricedOn: z.iso.date(),
  incomplete: z.array(z.string()).describe('What is not in the total, since nobody can work it out yet'),
  rates: z.array(z.string()).describe('Which published rates the figures follow'),
};

export const publicPrice = z.discriminatedUnion('show', [
  z.object({
    show: z.literal('lines'),
    ...priceFacts,
    sides: z.array(z.object({ side, lines: z.array(publicLine), totals: publicTotals })),
    totals: publicTotals,
  }),
  z.object({
    show: z.literal('range'),
    ...priceFacts,
    lowPence: pence.describe('What is charged in any case'),
    highPence: pence.describe('With everything that may apply or can be chosen'),
    tax: pence.describe('Property tax, in both'),
  }),
]);
export type PublicPrice = z.input<typeof publicPrice>;

export const visitorRequest = z.object({
  id: z.uuid().describe('Made by the browser: the same request sent twice is one'),
  ticket: z.string().max(500),
  inputs: visitorInputs,
  firstName: z.string().trim().min(1).max(100),
  lastName: z.string().trim().min(1).max(100),
  email: z.union([z.literal(''), z.email().max(254)]).default(''),
  phone: z.string().trim().max(50).default(''),
  message: z.string().trim().max(4000).default(''),
  consent: z.literal(true),
  page: z.string().trim().max(500).default('').describe('Where the form stood'),
  fax2: z.string().max(500).default('').describe('No person sees this field: leave it empty'),
});
export type VisitorRequest = z.output<typeof visitorRequest>;

/** The words are the same whoever asks: nobody learns whether somebody is known to the firm. */
export const requestAnswer = z.object({ received: z.literal(true), thanks: z.string() });

const figure = z.object({
  netPence: pence.nullable(),
  vatPence: pence.nullable(),
  grossPence: pence.nullable(),
  inputs: visitorInputs.describe('The case that it is the price of'),
});

export const listedLine = z.object({
  id: z.uuid(),
  section: sectionKind,
  label: z.string(),
  detail: z.string(),
  when: z.string().describe('Empty: always'),
  basis: z.string().describe('How it is charged'),
  bands: z.array(z.object({ band: z.string(), charge: z.string() })),
  vat: vatTreatment,
  show: z.enum(['charged', 'optional', 'may_apply']),
  tax: z.boolean(),
  lowest: figure.nullable().describe('null: worked out for each client'),
  highest: figure.nullable(),
});

export const priceCase = z.object({
  price: z.number().int(),
  loan: z.number().int().nullable(),
  tenure: z.enum(['freehold', 'leasehold']),
  inputs: visitorInputs,
  ...publicTotals.shape,
  incomplete: z.array(z.string()),
});

export const priceList = z.object({
  firm: z.string(),
  currency: z.string(),
  vatBasisPoints: z.number().int(),
  pricedOn: z.iso.date(),
  startsOn: z.iso.date().describe('When these prices took effect'),
  nation,
  rates: z.array(z.string()),
  sides: z.array(
    z.object({
      side,
      required: z.boolean().describe('SRA Transparency Rules; the others are given for information'),
      assumptions: z.array(z.string()),
      cases: z.array(priceCase),
      lines: z.array(listedLine),
      stages: z.array(z.string()),
    }),
  ),
  terms: z.string(),
  staff: z.string(),
  complaints: z.string(),
  regulator: z.object({ name: z.string(), number: z.string() }),
});
export type PriceList = z.input<typeof priceList>;
