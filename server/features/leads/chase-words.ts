/** The words of a chase: what may stand for what, and what must not be sent. Pure. */
import { namesIn, putInByLine } from '../../platform/placeholders.ts';

export const chaseVariables = [
  'client',
  'transaction',
  'property',
  'title',
  'link',
  'assignee',
  'firm',
] as const;
export type ChaseVariable = (typeof chaseVariables)[number];
export type ChaseValues = Record<ChaseVariable, string>;

/** Names in braces that nothing stands for. */
export function unknownVariables(text: string): string[] {
  return namesIn(text).filter((name) => !isVariable(name));
}

function isVariable(name: string): name is ChaseVariable {
  return chaseVariables.some((known) => known === name);
}

/** Fills in. A line whose variable is empty says nothing and is left out. */
export function fillIn(text: string, values: ChaseValues): string {
  return putInByLine(text, values);
}
