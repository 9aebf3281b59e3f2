import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';

/** The countries whose law, formats and wording the product knows, each with its money. */
export const currencyOf = { GB: 'GBP', US: 'USD', AU: 'AUD' } as const;

export const country = z.enum(['GB', 'US', 'AU']).describe('ISO 3166 code');
export const timeZone = z
  .string()
  .max(100)
  .refine((name) => isTimeZone(name), 'Name a time zone as in "Europe/London"')
  .describe('IANA name');
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Three capital letters, as in "GBP"')
  .describe('ISO 4217 code');
export const firmName = z.string().trim().min(1).max(200);

export const firm = z.object({ id: z.uuid(), name: z.string(), country, timeZone: z.string(), currency });
export type Firm = z.infer<typeof firm>;

export const newFirm = z.object({
  name: firmName,
  country,
  timeZone,
  currency: currency.optional().describe("The country's own unless said otherwise"),
});
export type NewFirmInput = z.infer<typeof newFirm>;

export const firmRoutes = {
  updateFirm: route({
    method: 'PATCH',
    path: '/api/v1/firm',
    summary: "Changes the firm's name, country, time zone or currency",
    tag: 'Firm',
    access: 'administrator',
    body: z.object({ name: firmName, country, timeZone, currency }).partial(),
    answer: firm,
    audit: 'firm.changed',
  }),
};

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
