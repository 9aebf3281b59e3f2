/** What website forms look like to those who set them up. */
import { z } from 'zod';
import { side, transaction } from '../fee-scales/index.ts';

export const show = z
  .enum(['lines', 'range', 'request'])
  .describe('The price with all its lines; a range only; no price: "we will send you a quote"');
export type Show = z.output<typeof show>;

export const nation = z.enum(['england', 'wales', 'scotland', 'northern_ireland', 'new_south_wales']);

export const look = z.object({
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'A colour as #rrggbb')
    .default('#0e5a55'),
  font: z.enum(['own', 'page']).default('own').describe('`page`: that of the page around it'),
});

const words = z.string().trim().max(6000).default('');
export const prices = z.object({
  published: z.boolean().default(false),
  nation: nation.default('england').describe('Where the properties of the examples are'),
  typicalPrices: z
    .array(z.number().int().min(1000).max(100_000_000))
    .min(1)
    .max(10)
    .default([150_000, 250_000, 350_000, 500_000, 750_000])
    .describe('Whole units of the firm’s currency'),
  stages: z
    .object({ sale: words, purchase: words, remortgage: words, transfer_of_equity: words })
    .partial()
    .default({})
    .describe('Key stages and how long they usually take, by side'),
  staff: words.describe('Who does the work, with their experience'),
  complaints: words.describe('How to complain'),
  regulator: z
    .object({
      name: z.string().trim().max(200).default(''),
      number: z.string().trim().max(50).default(''),
    })
    .default({ name: '', number: '' }),
});
export type Prices = z.output<typeof prices>;

const fields = z.object({
  name: z.string().trim().min(1).max(100).describe('For the firm’s own eyes'),
  origins: z
    .array(z.string().trim().max(253))
    .max(20)
    .default([])
    .describe('Websites that may show it: https://www.example.com'),
  transactions: z.array(transaction).min(1).max(transaction.options.length),
  feeScaleId: z.uuid().nullable().default(null).describe('null: the default one'),
  show: show.default('lines'),
  consentText: z.string().trim().max(2000).default('').describe('What the visitor agrees to'),
  privacyUrl: z
    .union([z.literal(''), z.url({ protocol: /^https$/, hostname: z.regexes.domain }).max(500)])
    .default(''),
  thanks: z.string().trim().max(1000).default(''),
  sourceTag: z.string().trim().max(100).default('').describe('Noted as where its leads come from'),
  assigneeId: z
    .uuid()
    .nullable()
    .default(null)
    .describe('Who gets its leads; null: nobody yet, and administrators are told'),
  look: look.default({ accent: '#0e5a55', font: 'own' }),
  prices: prices.default(prices.parse({})),
});

export const widgetInput = fields;
export type WidgetInput = z.output<typeof widgetInput>;

/** A change as it is sent: what is left out stays. No defaults, which would overwrite. */
export const widgetPatch = z
  .object({
    ...fields.shape,
    origins: z.array(z.string().trim().max(253)).max(20),
    feeScaleId: z.uuid().nullable(),
    show,
    consentText: z.string().trim().max(2000),
    privacyUrl: fields.shape.privacyUrl.removeDefault(),
    thanks: z.string().trim().max(1000),
    sourceTag: z.string().trim().max(100),
    assigneeId: z.uuid().nullable(),
    look,
    prices,
    active: z.boolean(),
    version: z.number().int().positive(),
  })
  .partial();
export type WidgetPatch = z.output<typeof widgetPatch>;

export const missing = z.object({
  what: z.enum([
    'consent_text',
    'privacy_url',
    'origins',
    'fee_scale',
    'mandatory_transactions',
    'stages',
    'staff',
    'complaints',
    'regulator',
  ]),
  for: z.enum(['form', 'prices']),
  blocks: z.boolean().describe('Without it, it cannot be switched on, or shows no price'),
  message: z.string(),
});
export type Missing = z.output<typeof missing>;

export const widget = z.object({
  ...fields.shape,
  id: z.uuid(),
  key: z.string().describe('Stands in the web page: it names the form and opens nothing else'),
  active: z.boolean(),
  look: z.object({ accent: z.string(), font: z.enum(['own', 'page']) }),
  prices: z.object({
    ...prices.shape,
    stages: z.record(side, z.string()),
  }),
  missing: z.array(missing),
  requests: z.object({
    total: z.number().int(),
    lastAt: z.iso.datetime().nullable(),
  }),
  scriptUrl: z.string(),
  frameUrl: z.string(),
  pricesUrl: z.string(),
  version: z.number().int(),
  updatedAt: z.iso.datetime(),
});
export type Widget = z.input<typeof widget>;
