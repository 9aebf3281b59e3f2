/** Which questions are asked now, by what was answered: the same rules as the server's. Pure. */
import type { Answer, Answers, Question, Side, Transaction } from './shapes.ts';

export function sidesOf(transaction: Transaction): readonly Side[] {
  if (transaction === 'generic_enquiry') return [];
  return transaction === 'sale_and_purchase' ? ['sale', 'purchase'] : [transaction];
}

/** In their order; `given` holds what was answered, and what is silent counts as its default. */
export function askedNow(
  questions: readonly Question[],
  transaction: Transaction,
  side: Side,
  given: Answers,
): Question[] {
  const answers: Record<string, Answer> = { ...given };
  const asked: Question[] = [];
  for (const question of questions) {
    if (!question.sides.includes(side)) continue;
    if (question.only.length > 0 && !question.only.includes(transaction)) continue;
    if (!question.when.every((test) => holds(test, answers))) continue;
    asked.push(question);
    if (answers[question.id] === undefined && question.default !== null)
      answers[question.id] = question.default;
  }
  return asked;
}

/**
 * The same for a form that still holds answers to what is asked no longer: those count for nothing, so that whatever hung on
 * them is not asked either.
 */
export function settled(
  questions: readonly Question[],
  transaction: Transaction,
  side: Side,
  given: Answers,
): Question[] {
  const asked = askedNow(questions, transaction, side, given);
  const left = Object.entries(given).filter(([id]) => asked.some((question) => question.id === id));
  if (left.length === Object.keys(given).length) return asked;
  return settled(questions, transaction, side, Object.fromEntries(left));
}

function holds(test: Question['when'][number], answers: Answers): boolean {
  const value = answers[test.question];
  if ('is' in test) return value !== undefined && test.is.includes(value);
  if (typeof value !== 'number') return false;
  return value >= (test.from ?? -Infinity) && value <= (test.to ?? Infinity);
}

/** A number as people type it: "£420,000", "420 000"; null: none. */
export function numberIn(text: string): number | null {
  const bare = text.replace(/[£$€,\s]/g, '').replace(/\.0+$/, '');
  return /^\d{1,12}$/.test(bare) ? Number(bare) : null;
}
