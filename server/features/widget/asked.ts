/**
 * Which questions a visitor is asked: those whose answers can change the price by this fee scale, so the form is as short
 * as the firm's own prices allow. Everything else counts as its default. Pure.
 */
import {
  type AmountRule,
  type Answers,
  type AnswerValue,
  type Condition,
  type Driver,
  type FeeScaleContent,
  findQuestion,
  type Question,
  questionsAsked,
  questionsOf,
  type Side,
  sidesOf,
  type Transaction,
} from '../fee-scales/index.ts';

/** What anybody who asks for a price expects to say, and what staff need to answer. */
const always = ['price', 'tenure', 'loan', 'mortgage', 'mortgagesToRedeem'];

/** For staff: a visitor cannot know it, or it is told the firm later. */
const never = new Set(['linked', 'companyName', 'contractDate', 'completionDate', 'registered', 'lender']);

const byDriver: Readonly<Record<Driver, readonly string[]>> = {
  one: [],
  client: [],
  borrower: ['mortgage'],
  title: ['titles'],
  transfer: ['mortgagesToRedeem', 'moneyPaid'],
  gift_donor: ['giftedDeposits'],
  isa: ['lifetimeIsas', 'helpToBuyIsas'],
  mortgage: ['mortgagesToRedeem', 'mortgage'],
  lender: ['mortgage'],
  notice: ['tenure', 'mortgage'],
};

const byRule: Partial<Record<AmountRule['rule'], readonly string[]>> = {
  property_tax: [
    ...['nation', 'variant', 'propertyClass', 'leaseYears', 'annualRent'],
    ...['company', 'buyerStatus', 'replacesMainResidence', 'nonUkResident', 'moneyPaid'],
  ],
  registration_fee: [
    ...['nation', 'newBuild', 'variant', 'leaseYears', 'annualRent'],
    ...['moneyPaid', 'sharePercent', 'courtOrder'],
  ],
};

/** Ids of the questions of a side. `content` null: no fee scale is in force, so nothing is priced. */
export function askedOf(side: Side, content: FeeScaleContent | null): ReadonlySet<string> {
  const wanted = new Set(always);
  for (const line of content?.lines ?? []) {
    if (!line.sides.includes(side)) continue;
    for (const { question } of line.trigger) wanted.add(question);
    for (const question of byDriver[line.quantity]) wanted.add(question);
    for (const question of byRule[line.amount.rule] ?? []) wanted.add(question);
    if (line.amount.rule === 'formula')
      for (const term of line.amount.terms)
        if (term.kind === 'each') for (const question of byDriver[term.driver]) wanted.add(question);
  }
  const asked = new Set<string>();
  for (const { id } of questionsOf[side]) if (wanted.has(id)) addWithCondition(side, id, asked);
  return asked;
}

/** A question that is asked only after another one brings that with it. */
function addWithCondition(side: Side, id: string, asked: Set<string>): void {
  const question = findQuestion(side, id);
  if (!question || never.has(id) || asked.has(id)) return;
  asked.add(id);
  for (const test of question.when ?? []) addWithCondition(side, test.question, asked);
}

/** What staff must ask later stands in for what a visitor is not asked and the price cannot do without. */
export const notSaid = 'Not known yet';

/** The same answers with words in place of names (of a lender, a company) that a form does not ask for. */
export function withoutNames(transaction: Transaction, side: Side, given: Answers): Answers {
  const names = questionsAsked(transaction, side, given).filter(
    ({ id, kind, required }) => kind === 'text' && required && isEmpty(given[id]),
  );
  if (names.length === 0) return given;
  return { ...given, ...Object.fromEntries(names.map(({ id }) => [id, notSaid])) };
}

function isEmpty(value: AnswerValue | undefined): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** Answers in which a condition holds, with whatever must be answered for its questions to be asked at all. */
export function answersWhere(side: Side, condition: Condition, given: Answers): Answers {
  let answers: Answers = given;
  for (const test of condition) {
    const value = 'is' in test ? test.is[0] : (test.from ?? test.to);
    if (value === undefined) continue;
    const when = findQuestion(side, test.question)?.when ?? [];
    answers = { ...answersWhere(side, when, answers), [test.question]: value };
  }
  return answers;
}

/** The least that makes a driver count. */
export function answersThatCount(side: Side, driver: Driver, given: Answers): Answers {
  let answers: Answers = given;
  const [first] = byDriver[driver].filter((id) => findQuestion(side, id));
  if (first === undefined) return answers;
  const question = findQuestion(side, first);
  if (question?.kind === 'count' || question?.kind === 'money') answers = { ...answers, [first]: 1 };
  if (question?.kind === 'yes_no') answers = { ...answers, [first]: true };
  return answers;
}

/** Everything that must be answered is: the least that it can be. */
export function completed(transaction: Transaction, side: Side, given: Answers): Answers {
  let answers = withoutNames(transaction, side, given);
  for (const question of questionsAsked(transaction, side, answers))
    if (question.required && isEmpty(answers[question.id])) {
      const value = leastOf(question);
      if (value !== undefined) answers = { ...answers, [question.id]: value };
    }
  return answers;
}

function leastOf({ kind, min }: Question): AnswerValue | undefined {
  return kind === 'count' || kind === 'money' || kind === 'percent' ? Math.max(min ?? 0, 1) : undefined;
}

/** Sides that a form prices, each once, in the order of the transactions. */
export function sidesAsked(transactions: readonly Transaction[]): Side[] {
  return [...new Set(transactions.flatMap((transaction) => sidesOf(transaction)))];
}
