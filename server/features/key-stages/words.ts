/** The words of messages about key stages: what may stand for what, and what must not be sent. Pure. */
import { namesBankDetails } from '../../platform/bank-details.ts';
import { namesIn, putIn } from '../../platform/placeholders.ts';

export const stageVariables = ['client', 'property', 'stage', 'firm', 'referrer'] as const;
export type StageVariable = (typeof stageVariables)[number];
export type StageValues = Record<StageVariable, string>;

function isVariable(name: string): name is StageVariable {
  return stageVariables.some((known) => known === name);
}

export function fillIn(text: string, values: StageValues): string {
  return putIn(text, values);
}

/** Why these words cannot be sent; null when they can. */
export function faultOf(text: string): string | null {
  const unknown = namesIn(text).find((name) => !isVariable(name));
  if (unknown !== undefined)
    return `Nothing stands for {${unknown}}. There are ${stageVariables.map((name) => `{${name}}`).join(', ')}.`;
  if (namesBankDetails(text))
    return 'It looks like bank details. They are never sent: payments are stolen that way.';
  return null;
}
