/** What a careful eye would see in Completion Details. Notes, never a refusal: whoever fills them in may know better. Pure. */
import type { PropertyTaxResult } from '../../rates/index.ts';
import { daysFrom } from './apportion.ts';
import { numberIn, textIn } from './completion-figures.ts';
import type { LayoutValues, Side } from './design.ts';
import { dayText, moneyText, percentText, type Words } from './values.ts';

export interface Check {
  code: string;
  /** `warning`: something does not fit. `hint`: worth knowing. */
  level: 'warning' | 'hint';
  /** The fields that it is about. */
  fields: string[];
  words: string;
}

export interface CheckFacts {
  values: LayoutValues;
  side: Side;
  /** What the rates say; null: not known where the property is, or who buys. */
  tax: PropertyTaxResult | null;
  /** YYYY-MM-DDTHH:MM of the firm's clock. */
  now: string;
  words: Words;
}

type Rule = (facts: CheckFacts) => Check | null;

const onBothSides: readonly Rule[] = [
  completionBeforeExchange,
  depositOverPrice,
  depositNotAsAgreed,
  rentPeriod,
  servicePeriod,
  cutOff,
];
const rules: Readonly<Record<Side, readonly Rule[]>> = {
  purchase: [...onBothSides, advanceOverPrice, advanceEaten, taxDiffers, priorityEnds],
  sale: [...onBothSides, redemptionRunsOut],
};

export function completionChecks(facts: CheckFacts): Check[] {
  return rules[facts.side].flatMap((rule) => rule(facts) ?? []);
}

function warning(code: string, fields: string[], words: string): Check {
  return { code, level: 'warning', fields, words };
}

function hint(code: string, fields: string[], words: string): Check {
  return { code, level: 'hint', fields, words };
}

function completionBeforeExchange({ values }: CheckFacts): Check | null {
  const exchange = textIn(values, 'exchangeDate');
  const completion = textIn(values, 'completionDate');
  if (exchange === null || completion === null || completion >= exchange) return null;
  return warning(
    'completion_before_exchange',
    ['completionDate', 'exchangeDate'],
    'Completion is before exchange.',
  );
}

function depositOverPrice({ values, words }: CheckFacts): Check | null {
  return over(values, 'deposit', 'deposit_over_price', 'The deposit', words);
}

function advanceOverPrice({ values, words }: CheckFacts): Check | null {
  return over(values, 'mortgageAdvance', 'advance_over_price', 'The mortgage advance', words);
}

function over(values: LayoutValues, key: string, code: string, what: string, words: Words): Check | null {
  const price = numberIn(values, 'price');
  const amount = numberIn(values, key);
  if (price === null || amount === null || amount <= price) return null;
  return warning(code, [key, 'price'], `${what} is ${moneyText(amount - price, words)} more than the price.`);
}

function advanceEaten({ values, words }: CheckFacts): Check | null {
  const advance = numberIn(values, 'mortgageAdvance');
  const off = (numberIn(values, 'mortgageRetention') ?? 0) + (numberIn(values, 'lenderFee') ?? 0);
  if (advance === null || off <= advance) return null;
  const fields = ['mortgageRetention', 'lenderFee', 'mortgageAdvance'];
  return warning(
    'advance_eaten',
    fields,
    `Retention and fee are ${moneyText(off - advance, words)} more than the advance.`,
  );
}

/** The share that the contract names, else the usual tenth. */
function depositNotAsAgreed({ values, words }: CheckFacts): Check | null {
  const price = numberIn(values, 'price');
  const deposit = numberIn(values, 'deposit');
  const agreed = numberIn(values, 'depositPercent');
  if (!price || deposit === null || deposit > price) return null;
  const due = Number((BigInt(price) * BigInt(agreed ?? 1000) * 2n + 10_000n) / 20_000n);
  if (agreed !== null && deposit !== due)
    return warning(
      'deposit_not_as_agreed',
      ['deposit', 'depositPercent'],
      `${percentText(agreed)} of the price would be ${moneyText(due, words)}.`,
    );
  if (agreed === null && deposit < due)
    return hint('deposit_under_tenth', ['deposit'], `A deposit of 10% would be ${moneyText(due, words)}.`);
  return null;
}

function rentPeriod({ values }: CheckFacts): Check | null {
  return backwards(values, 'rent', 'rent');
}

function servicePeriod({ values }: CheckFacts): Check | null {
  return backwards(values, 'service', 'service charge');
}

function backwards(values: LayoutValues, key: string, what: string): Check | null {
  const from = textIn(values, `${key}From`);
  const to = textIn(values, `${key}To`);
  if (from === null || to === null || to >= from) return null;
  return warning(
    `${key}_period_backwards`,
    [`${key}To`, `${key}From`],
    `The period of the ${what} ends before it begins.`,
  );
}

function redemptionRunsOut({ values, words }: CheckFacts): Check | null {
  const validTo = textIn(values, 'redemptionValidTo');
  const completion = textIn(values, 'completionDate');
  if (validTo === null || completion === null || validTo >= completion) return null;
  return warning(
    'redemption_runs_out',
    ['redemptionValidTo', 'completionDate'],
    `The redemption figure holds to ${dayText(validTo, words)}, before completion. Ask the lender for a new one.`,
  );
}

function priorityEnds({ values, words }: CheckFacts): Check | null {
  const ends = textIn(values, 'priorityExpiry');
  const completion = textIn(values, 'completionDate');
  if (ends === null || completion === null) return null;
  const days = daysFrom(completion, ends);
  if (days < 0)
    return warning(
      'priority_ends',
      ['priorityExpiry', 'completionDate'],
      `The priority of the search ends on ${dayText(ends, words)}, before completion.`,
    );
  return null;
}

function taxDiffers({ values, tax, words }: CheckFacts): Check | null {
  const given = numberIn(values, 'taxAmount');
  if (given === null) return null;
  const fields = ['taxAmount'];
  if (tax === null)
    return hint('tax_not_checked', fields, 'Say where the property is and who buys, and the tax is checked.');
  if (tax.outcome === 'cannot_calculate')
    return hint('tax_not_checked', fields, `The tax was not checked. ${tax.words}`);
  const expected = tax.taxPounds * 100;
  if (expected === given) return null;
  const [set] = tax.sets;
  const since = set ? `, by the rates since ${dayText(set.effectiveFrom, words)}` : '';
  return warning('tax_differs', fields, `The tax comes to ${moneyText(expected, words)}${since}.`);
}

/** Money after the hour counts as the next working day’s, and interest may be due (Standard Conditions 6.1.2). */
function cutOff({ values, now, words }: CheckFacts): Check | null {
  const day = textIn(values, 'completionDate');
  if (day === null) return null;
  const hour = textIn(values, 'moneyBy') ?? '14:00';
  const last = `${day}T${hour}`;
  const received = textIn(values, 'fundsReceivedAt');
  const sent = textIn(values, 'fundsSentAt');
  const late = `after ${hour} on ${dayText(day, words)}: completion counts as the next working day, and interest may be due.`;
  if (received !== null)
    return received > last ? warning('money_late', ['fundsReceivedAt'], `The money came ${late}`) : null;
  if (sent !== null && sent > last) return warning('money_late', ['fundsSentAt'], `The money went ${late}`);
  if (now > last && now.slice(0, 10) === day)
    return warning(
      'money_late',
      ['fundsReceivedAt'],
      `It is after ${hour} and no money is noted as received.`,
    );
  if (now.slice(0, 10) === day)
    return hint(
      'completes_today',
      ['fundsReceivedAt'],
      `Completion is today: the money must be in by ${hour}.`,
    );
  return null;
}
