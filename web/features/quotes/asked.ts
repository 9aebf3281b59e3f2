/** Which questions are asked, and what is still missing: the server's rule, from the list that it tells. Pure. */
import type { AnswerValue, Inputs, Question, Side, Transaction } from './queries.ts';

export type SideAnswers = Readonly<Record<string, AnswerValue>>;

const sidesOfTransaction: Readonly<Record<Transaction, readonly Side[]>> = {
  sale: ['sale'],
  purchase: ['purchase'],
  sale_and_purchase: ['sale', 'purchase'],
  remortgage: ['remortgage'],
  transfer_of_equity: ['transfer_of_equity'],
  generic_enquiry: [],
};

export function sidesOf(transaction: Transaction): readonly Side[] {
  return sidesOfTransaction[transaction];
}

function holds(when: Question['when'], answers: SideAnswers): boolean {
  return when.every((test) => {
    const value = answers[test.question];
    if ('is' in test) return value !== undefined && test.is.includes(value);
    if (typeof value !== 'number') return false;
    return value >= (test.from ?? Number.NEGATIVE_INFINITY) && value <= (test.to ?? Number.POSITIVE_INFINITY);
  });
}

/** What counts while nobody answers. */
export function defaultOf({ default: given, kind }: Question): AnswerValue | undefined {
  return given ?? (kind === 'yes_no' ? false : undefined);
}

/** The questions of a side in their order, given what was answered so far. */
export function questionsAsked(
  all: readonly Question[],
  transaction: Transaction,
  side: Side,
  given: SideAnswers,
): Question[] {
  const answers: Record<string, AnswerValue> = { ...given };
  const asked: Question[] = [];
  for (const question of all) {
    if (!question.sides.includes(side)) continue;
    if (question.only.length > 0 && !question.only.includes(transaction)) continue;
    if (!holds(question.when, answers)) continue;
    asked.push(question);
    const assumed = defaultOf(question);
    if (answers[question.id] === undefined && assumed !== undefined) answers[question.id] = assumed;
  }
  return asked;
}

/** What is wrong with an answer; null: it can be taken. */
export function faultOf(question: Question, value: AnswerValue | undefined): 'missing' | 'range' | null {
  if (value === undefined || (typeof value === 'string' && value.trim() === ''))
    return question.required && defaultOf(question) === undefined ? 'missing' : null;
  if (typeof value !== 'number') return null;
  return value >= (question.min ?? 0) && value <= (question.max ?? Number.MAX_SAFE_INTEGER) ? null : 'range';
}

export interface Missing {
  side: Side;
  question: Question;
  fault: 'missing' | 'range';
}

/**
 * What can be saved and priced: answers to what is asked, nothing else. What was answered before a question went away
 * stays on the screen only, so that choosing back finds it again.
 */
export function toSend(all: readonly Question[], inputs: Inputs): { inputs: Inputs; missing: Missing[] } {
  const missing: Missing[] = [];
  const answers: Inputs['answers'] = {};
  for (const side of sidesOf(inputs.transaction)) {
    const given = inputs.answers[side] ?? {};
    const kept: Record<string, AnswerValue> = {};
    // An answer that does not count must not make another question appear.
    let asked = questionsAsked(all, inputs.transaction, side, given);
    for (;;) {
      const ids = new Set(asked.map(({ id }) => id));
      const narrowed = Object.fromEntries(Object.entries(given).filter(([id]) => ids.has(id)));
      const again = questionsAsked(all, inputs.transaction, side, narrowed);
      if (again.length === asked.length) break;
      asked = again;
    }
    for (const question of asked) {
      const value = given[question.id];
      const fault = faultOf(question, value);
      if (fault) missing.push({ side, question, fault });
      else if (value !== undefined && value !== '')
        kept[question.id] = typeof value === 'string' ? value.trim() : value;
    }
    answers[side] = kept;
  }
  return { inputs: { ...inputs, answers, choices: choicesOf(inputs) }, missing };
}

/** Choices about a side that is no longer part of it are left out. */
function choicesOf({ transaction, choices }: Inputs): Inputs['choices'] {
  const sides = sidesOf(transaction);
  const ofSides = ([key]: readonly [string, unknown]) => sides.some((side) => key.startsWith(`${side}:`));
  return {
    ticked: Object.fromEntries(Object.entries(choices.ticked).filter(ofSides)),
    prices: Object.fromEntries(Object.entries(choices.prices).filter(ofSides)),
    discounts: choices.discounts.filter(({ side }) => sides.includes(side)),
    extra: choices.extra.filter(({ side }) => sides.includes(side)),
  };
}

export const groups = ['property', 'clients', 'money', 'tax'] as const;

/** The questions of a side under their headings; a group without questions is left out. */
export function grouped(asked: readonly Question[]): { group: Question['group']; questions: Question[] }[] {
  return groups
    .map((group) => ({ group, questions: asked.filter((question) => question.group === group) }))
    .filter(({ questions }) => questions.length > 0);
}

/** A new quote's inputs: what the lead says already, everything else as usual. */
export function emptyInputs(transaction: Transaction, clients: number): Inputs {
  return {
    transaction: transaction === 'generic_enquiry' ? 'purchase' : transaction,
    clients: Math.max(1, clients),
    answers: {},
    choices: { ticked: {}, prices: {}, discounts: [], extra: [] },
  };
}
