/**
 * The published prices (SRA Transparency Rules): every figure is what the quote engine answers for a case that is told
 * with it, so the page cannot drift from the quotes. Pure.
 */
import { Problem } from '../../platform/http/problems.ts';
import {
  type Answers,
  type FeeLine,
  type PricedLine,
  questionsAsked,
  type Side,
  type Transaction,
  type VersionToPrice,
} from '../fee-scales/index.ts';
import { type PricedNow, priceBy } from '../quotes/index.ts';
import type { RateBookVersion } from '../rates/index.ts';
import { answersThatCount, answersWhere, completed, sidesAsked } from './asked.ts';
import { bandsOf, basisOf, whenOf } from './line-words.ts';
import { mandatorySides } from './missing.ts';
import type { PriceList, VisitorInputs } from './public-shapes.ts';
import { ratesInWords } from './rates-words.ts';
import type { Prices } from './shapes.ts';
import { incompleteOf, inputsOf, publicTotalsOf } from './visitor.ts';

export interface PriceListFacts {
  firm: string;
  transactions: readonly Transaction[];
  prices: Prices;
  stages: Readonly<Record<Side, readonly string[]>>;
  scale: VersionToPrice;
  book: RateBookVersion;
  /** The firm's day, YYYY-MM-DD. */
  day: string;
}

type SideOfList = PriceList['sides'][number];
type Line = SideOfList['lines'][number];
type Figure = NonNullable<Line['lowest']>;

interface Case {
  inputs: VisitorInputs;
  now: PricedNow;
}

/** Two people, since most homes are bought and sold by two. */
const clients = 2;
/** Of the price, whole per cent. */
const loanPercent = 60;

export function priceListOf(facts: PriceListFacts): PriceList {
  const { firm, prices, scale, day } = facts;
  const rates = new Set<string>();
  const sides = sidesAsked(facts.transactions).flatMap((side) => {
    const listed = sideOf(facts, side, rates);
    return listed ? [listed] : [];
  });
  const { staff, complaints, regulator, nation } = prices;
  return {
    firm,
    currency: scale.content.currency,
    vatBasisPoints: scale.content.vatBasisPoints,
    pricedOn: day,
    startsOn: scale.startsOn,
    nation,
    rates: [...rates],
    sides,
    terms: scale.content.terms,
    staff,
    complaints,
    regulator: { name: regulator.name, number: regulator.number },
  };
}

/** Null: the fee scale has nothing for this side. */
function sideOf(facts: PriceListFacts, side: Side, rates: Set<string>): SideOfList | null {
  const { prices, scale } = facts;
  const own = scale.content.lines.filter((line) => line.sides.includes(side));
  if (own.length === 0) return null;
  const typical = prices.typicalPrices
    .toSorted((a, b) => a - b)
    .flatMap((value) =>
      (['freehold', 'leasehold'] as const).flatMap((tenure) => {
        const answers = typicalAnswers(side, value, tenure, prices.nation);
        const priced = priceCase(facts, side, answers);
        return priced ? [{ value, tenure, loan: answers.loan, ...priced }] : [];
      }),
    );
  for (const { now } of typical) for (const words of ratesInWords(now.rates)) rates.add(words);
  const middle = prices.typicalPrices[Math.floor(prices.typicalPrices.length / 2)] ?? 0;
  const base = typicalAnswers(side, middle, 'freehold', prices.nation);
  return {
    side,
    required: mandatorySides.some((one) => one === side),
    assumptions: assumptions[side],
    cases: typical.map(({ value, tenure, loan, inputs, now }) => ({
      price: value,
      loan: typeof loan === 'number' ? loan : null,
      tenure,
      inputs,
      ...publicTotalsOf(now.priced.totals),
      incomplete: incompleteOf(now.priced),
    })),
    lines: own.map((line) => {
      const seen = typical.some(({ now }) => lineIn(now, side, line) !== undefined);
      // What no typical case has (a supplement) is priced in the plainest case that has it.
      const further = seen ? null : priceCase(facts, side, answersFor(side, line, base));
      return listLine(facts, side, line, further ? [further] : typical);
    }),
    stages: [...facts.stages[side]],
  };
}

function priceCase({ scale, book, day }: PriceListFacts, side: Side, answers: Answers): Case | null {
  const inputs: VisitorInputs = { transaction: side, clients, answers: { [side]: answers } };
  try {
    return { inputs, now: priceBy(scale, book, inputsOf(inputs), day) };
  } catch (error) {
    // A trigger that no answers meet: the line is listed without a figure.
    if (error instanceof Problem) return null;
    throw error;
  }
}

function typicalAnswers(
  side: Side,
  price: number,
  tenure: 'freehold' | 'leasehold',
  nation: Prices['nation'],
): Answers {
  const property = { nation, price, tenure };
  switch (side) {
    case 'sale':
      return { ...property, mortgagesToRedeem: 1 };
    case 'purchase':
      return completed(side, side, { ...property, mortgage: true });
    case 'remortgage':
      return completed(side, side, { ...property, loan: Math.floor((price * loanPercent) / 100) });
    case 'transfer_of_equity':
      return { ...property };
  }
}

const assumptions: Readonly<Record<Side, string[]>> = {
  sale: ['Two people sell', 'One mortgage is paid off'],
  purchase: [
    'Two people buy, with a mortgage',
    'They own this home only and live in the UK',
    'The property is registered, and not a new build',
  ],
  remortgage: [`Two people; the new loan is ${loanPercent} % of the value`, 'One mortgage is paid off'],
  transfer_of_equity: ['Half of the property changes hands', 'No money is paid and there is no mortgage'],
};

/** Answers in which this line is charged; only what is asked then. */
function answersFor(side: Side, line: FeeLine, base: Answers): Answers {
  const wanted = answersWhere(side, line.trigger, answersThatCount(side, line.quantity, base));
  const whole = completed(side, side, wanted);
  const asked = new Set(questionsAsked(side, side, whole).map(({ id }) => id));
  return Object.fromEntries(Object.entries(whole).filter(([id]) => asked.has(id)));
}

function lineIn({ priced }: PricedNow, side: Side, line: FeeLine) {
  return priced.sides.flatMap(({ lines }) => lines).find(({ key }) => key === `${side}:${line.id}`);
}

function listLine(facts: PriceListFacts, side: Side, line: FeeLine, cases: readonly Case[]): Line {
  const { currency } = facts.scale.content;
  const figures = cases.flatMap(({ inputs, now }) => {
    const priced = lineIn(now, side, line);
    return priced ? [figureOf(priced, inputs)] : [];
  });
  const known = figures
    .filter(({ grossPence }) => grossPence !== null)
    .sort((a, b) => (a.grossPence ?? 0) - (b.grossPence ?? 0));
  return {
    id: line.id,
    section: line.section,
    label: line.label,
    detail: line.detail,
    when: whenOf(side, line),
    basis: basisOf(line, currency),
    bands: bandsOf(line.amount, currency),
    vat: line.vat.treatment,
    show: line.show,
    tax: line.amount.rule === 'property_tax',
    lowest: known[0] ?? null,
    highest: known.at(-1) ?? null,
  };
}

function figureOf(
  { netPence, vatPence, grossPence }: Pick<PricedLine, 'netPence' | 'vatPence' | 'grossPence'>,
  inputs: VisitorInputs,
): Figure {
  return { netPence, vatPence, grossPence, inputs };
}
