/** Answers of one side: which questions are asked, and whether the answers can be taken. Pure. */
import {
  type AnswerValue,
  type Condition,
  type Question,
  questions,
  questionsOf,
  type Side,
  type Transaction,
} from './questions.ts';

/** By question id. */
export type Answers = Readonly<Record<string, AnswerValue>>;

export interface AnswerProblem {
  /** The question's id. */
  question: string;
  message: string;
}

export function holds(condition: Condition, answers: Answers): boolean {
  return condition.every((test) => {
    const value = answers[test.question];
    if ('is' in test) return value !== undefined && test.is.includes(value);
    if (typeof value !== 'number') return false;
    return value >= (test.from ?? Number.NEGATIVE_INFINITY) && value <= (test.to ?? Number.POSITIVE_INFINITY);
  });
}

/** The questions of a side in their order, given what was answered so far; a yes/no that is silent means no. */
export function questionsAsked(transaction: Transaction, side: Side, given: Answers): Question[] {
  const answers: Record<string, AnswerValue> = { ...given };
  const asked: Question[] = [];
  for (const question of questionsOf[side]) {
    if (question.only && !question.only.includes(transaction)) continue;
    if (question.when && !holds(question.when, answers)) continue;
    asked.push(question);
    const assumed = defaultOf(question);
    if (answers[question.id] === undefined && assumed !== undefined) answers[question.id] = assumed;
  }
  return asked;
}

/**
 * The whole answers of a side: what was given and, for the rest of what is asked, the defaults; or what is wrong. An
 * answer to something that is not asked is a mistake of the caller: it would be priced by nobody.
 */
export function readAnswers(
  transaction: Transaction,
  side: Side,
  given: Answers,
): { answers: Answers } | { problems: AnswerProblem[] } {
  const asked = questionsAsked(transaction, side, given);
  const problems: AnswerProblem[] = Object.keys(given)
    .filter((id) => !asked.some((question) => question.id === id))
    .map((id) => ({
      question: id,
      message: questions.some((question) => question.id === id)
        ? 'This is not asked here; leave it out.'
        : 'There is no such question.',
    }));
  const answers: Record<string, AnswerValue> = {};
  for (const question of asked) {
    const value = given[question.id] ?? defaultOf(question);
    if (value === undefined) {
      if (question.required)
        problems.push({ question: question.id, message: `${question.label}: please answer.` });
      continue;
    }
    const fault = faultOf(question, value);
    if (fault) problems.push({ question: question.id, message: `${question.label}: ${fault}` });
    else answers[question.id] = value;
  }
  return problems.length > 0 ? { problems } : { answers };
}

function defaultOf(question: Question): AnswerValue | undefined {
  return question.default ?? (question.kind === 'yes_no' ? false : undefined);
}

function faultOf(question: Question, value: AnswerValue): string | null {
  switch (question.kind) {
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'yes or no.';
    case 'choice':
      return question.options?.some((option) => option.value === value)
        ? null
        : `one of ${question.options?.map((option) => option.value).join(', ')}.`;
    case 'text':
      return typeof value === 'string' && value.trim() !== '' && value.length <= 200
        ? null
        : 'a few words, at most 200 characters.';
    case 'date':
      return typeof value === 'string' && isDay(value) ? null : 'a day as YYYY-MM-DD.';
    default: {
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = question;
      return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
        ? null
        : `a whole number from ${min} to ${max}.`;
    }
  }
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
