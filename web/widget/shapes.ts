/** What the server tells a form, as types only: the form carries no schema library. */
import type { Configuration, PublicPrice } from '../../server/features/widget/public-shapes.ts';

export type { Configuration, PublicPrice };
export type Question = Configuration['questions'][number];
export type Transaction = Configuration['transactions'][number];
export type Side = Question['sides'][number];
export type Answer = string | number | boolean;
export type Answers = Readonly<Record<string, Answer>>;

export interface Inputs {
  transaction: Transaction;
  clients: number;
  answers: Partial<Record<Side, Answers>>;
}

const has = (value: unknown, key: string): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && key in value;

/** Our own server made it; only whether it is that answer at all is looked at. */
export const isConfiguration = (value: unknown): value is Configuration =>
  has(value, 'questions') && has(value, 'ticket') && has(value, 'look');
export const isPrice = (value: unknown): value is PublicPrice => has(value, 'show') && has(value, 'pricedOn');
export const isThanks = (value: unknown): value is { thanks: string } => has(value, 'received');

export interface FieldError {
  field: string;
  message: string;
}
export function errorsOf(value: unknown): FieldError[] {
  if (!has(value, 'errors') || !Array.isArray(value.errors)) return [];
  return value.errors.flatMap((error: unknown) =>
    has(error, 'field') && has(error, 'message')
      ? [{ field: String(error.field), message: String(error.message) }]
      : [],
  );
}
