/** What the form says. One list for each language that a firm's country may lead to; the English ones hardly differ. */
import type { Configuration } from './shapes.ts';

export const words = {
  title: (firm: string) => `Get a quote from ${firm}`,
  loading: 'Loading …',
  unavailable: 'The quote form cannot be shown at the moment. Please ring or write to us instead.',
  preview: 'This is a preview: nothing is sent.',
  need: 'What do you need?',
  transactions: {
    sale: 'I am selling',
    purchase: 'I am buying',
    sale_and_purchase: 'I am selling and buying',
    remortgage: 'I am remortgaging',
    transfer_of_equity: 'I am adding or removing an owner',
    generic_enquiry: 'Something else',
  },
  sides: {
    sale: 'The home that you sell',
    purchase: 'The home that you buy',
    remortgage: 'The home that you remortgage',
    transfer_of_equity: 'The home',
  },
  sums: {
    sale: 'Your sale',
    purchase: 'Your purchase',
    remortgage: 'Your remortgage',
    transfer_of_equity: 'The transfer',
  },
  clients: 'How many owners or buyers are you?',
  special: 'Anything special?',
  specialHint: 'Answer only what applies to you.',
  cost: 'What it costs',
  fillIn: (labels: string) => `Fill in ${labels} to see what it costs.`,
  counting: 'Working it out …',
  total: (money: string) => `${money} in all`,
  range: (low: string, high: string) => `Between ${low} and ${high} in all`,
  included: (tax: string) => `With VAT and disbursements, and ${tax} of property tax.`,
  includedNoTax: 'With VAT and disbursements.',
  incomplete: (labels: string) => `Not in it, because we must look first: ${labels}.`,
  asAt: (day: string) => `Prices and rates as at ${day}. An estimate: your quote follows in writing.`,
  everyLine: 'See every line',
  hasVat: (vat: string) => `+ ${vat} VAT`,
  askUs: 'We will tell you',
  optional: 'If you choose it',
  mayApply: 'May also apply',
  sections: { legal_fees: 'Legal fees', additional_fees: 'Additional fees', disbursements: 'Disbursements' },
  sumOf: 'Together',
  willSend: 'Send us your answers: we will send you a quote.',
  noPrice: 'The price cannot be worked out just now. Send us your answers: we will send you a quote.',
  allPrices: 'All our prices',
  you: 'How we reach you',
  firstName: 'First name',
  lastName: 'Last name',
  email: 'E-mail',
  phone: 'Telephone',
  either: 'An e-mail address or a telephone number: one of the two is enough.',
  message: 'Anything we should know',
  notNeeded: '(optional)',
  agree: 'I agree.',
  agreement: 'Your agreement',
  privacy: 'Privacy notice',
  newWindow: '(opens a new window)',
  send: 'Send my request',
  sending: 'Sending …',
  thanks: 'We have your request',
  check: (count: number) =>
    count === 1 ? 'One thing needs another look:' : `${count} things need another look:`,
  required: 'Please answer.',
  agreeFirst: 'We may keep your answers only if you agree.',
  wholeNumber: 'A whole number, please.',
  between: (least: string, most: string) => `Between ${least} and ${most}, please.`,
  emailWrong: 'An address like name@example.com, please.',
  reach: 'Give an e-mail address or a telephone number.',
  failed: 'It could not be sent. Nothing is lost: try again in a moment.',
  tooMany: (minutes: number) =>
    `Many requests came from here. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  yes: 'Yes',
} as const;

export interface Formats {
  /** From pence. */
  money(pence: number): string;
  /** Whole units of the currency. */
  whole(pounds: number): string;
  /** YYYY-MM-DD in words. */
  day(day: string): string;
  symbol: string;
}

export function formatsOf({ language, currency }: Pick<Configuration, 'language' | 'currency'>): Formats {
  const how = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const exact = new Intl.NumberFormat(language, how);
  const round = new Intl.NumberFormat(language, { ...how, maximumFractionDigits: 0 });
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  return {
    money: (pence) => exact.format(pence / 100),
    whole: (pounds) => round.format(pounds),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    symbol: round.formatToParts(0).find(({ type }) => type === 'currency')?.value ?? currency,
  };
}
