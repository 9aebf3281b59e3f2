import type { FieldValue } from './sheet-query.ts';

/** One field as it was before somebody changed it here. */
export interface Step {
  key: string;
  label: string;
  before: FieldValue;
}

const most = 50;

/** With one more step. Changes of one field in one go are one step: back to where it began. */
export function withStep(steps: readonly Step[], step: Step): Step[] {
  return [...steps, step].slice(-most);
}

export function same(one: FieldValue, other: FieldValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
