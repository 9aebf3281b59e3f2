/** A line of a fee scale in words for the public: how it is charged, and when. Pure. */
import {
  type AmountRule,
  type Condition,
  type Driver,
  driverWords,
  type FeeLine,
  findQuestion,
  moneyWords,
  type Side,
} from '../fee-scales/index.ts';

const publishedBy: Partial<Record<AmountRule['rule'], string>> = {
  registration_fee: 'The published fee of the land register, by price or loan',
  property_tax: 'Tax by the published rates, worked out slice by slice',
  information_fee: 'The published fee of the Land Registry',
  on_application: 'Priced for each client: please ask',
};

export function basisOf({ amount, quantity }: FeeLine, currency: string): string {
  return `${ruleWords(amount, currency)}${eachWords(quantity)}`;
}

function ruleWords(rule: AmountRule, currency: string): string {
  const say = (pence: number) => moneyWords(pence, currency);
  switch (rule.rule) {
    case 'fixed':
      return 'Fixed price';
    case 'banded':
      return `By the ${nounOf(rule.by)}, in bands${limits(rule, say)}`;
    case 'percentage':
      return `${percent(rule.basisPoints)} of the ${nounOf(rule.of)}${limits(rule, say)}`;
    case 'formula': {
      const terms = rule.terms.map((term) =>
        term.kind === 'each'
          ? `${say(term.pence)} for each ${driverWords[term.driver].one}${term.beyond > 0 ? ` beyond ${term.beyond}` : ''}`
          : `${percent(term.basisPoints)} of the ${nounOf(term.of)}${term.above > 0 ? ` above ${say(term.above * 100)}` : ''}`,
      );
      return `${[say(rule.basePence), ...terms].join(' + ')}${limits(rule, say)}`;
    }
    default:
      return publishedBy[rule.rule] ?? '';
  }
}

function eachWords(driver: Driver): string {
  return driver === 'one' ? '' : `, for each ${driverWords[driver].one}`;
}

/** The bands of a charge by bands; none for any other. */
export function bandsOf(rule: AmountRule, currency: string): { band: string; charge: string }[] {
  if (rule.rule !== 'banded') return [];
  const say = (pounds: number) => moneyWords(pounds * 100, currency);
  return rule.bands.map(({ from, to, charge }) => ({
    band:
      to === null ? `Over ${say(from - 1)}` : from <= 1 ? `Up to ${say(to)}` : `${say(from)} to ${say(to)}`,
    charge:
      charge.kind === 'amount'
        ? moneyWords(charge.pence, currency)
        : charge.kind === 'percentage'
          ? percent(charge.basisPoints)
          : 'Please ask',
  }));
}

/** When a line is charged, by what was asked; empty: always. */
export function whenOf(side: Side, { trigger }: Pick<FeeLine, 'trigger'>): string {
  return trigger.map((test) => testWords(side, test)).join('; ');
}

function testWords(side: Side, test: Condition[number]): string {
  const question = findQuestion(side, test.question);
  const label = question?.label ?? test.question;
  if ('is' in test) {
    const values = test.is.map((value) => {
      if (value === true) return 'yes';
      if (value === false) return 'no';
      return question?.options?.find((option) => option.value === value)?.label ?? String(value);
    });
    return `${label}${/[?…]$/.test(label) ? ' ' : ': '}${values.join(' or ')}`;
  }
  const { from, to } = test;
  if (from !== undefined && to !== undefined) return `${label}: ${from} to ${to}`;
  return from === undefined ? `${label}: up to ${to ?? ''}` : `${label}: ${from} or more`;
}

const nounOf = (of: 'price' | 'loan') => (of === 'loan' ? 'loan' : 'price of the property');
const percent = (basisPoints: number) => `${basisPoints / 100} %`;

function limits(
  { minPence, maxPence }: { minPence: number | null; maxPence: number | null },
  say: (pence: number) => string,
): string {
  if (minPence !== null && maxPence !== null)
    return `, at least ${say(minPence)} and at most ${say(maxPence)}`;
  if (minPence !== null) return `, at least ${say(minPence)}`;
  return maxPence === null ? '' : `, at most ${say(maxPence)}`;
}
