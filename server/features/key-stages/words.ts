/** The words of messages about key stages: what may stand for what, and what must not be sent. Pure. */
import { namesBankDetails } from '../leads/index.ts';

export const stageVariables = ['client', 'property', 'stage', 'firm', 'referrer'] as const;
export type StageVariable = (typeof stageVariables)[number];
export type StageValues = Record<StageVariable, string>;

const placeholder = /\{([^{}]*)\}/g;

function isVariable(name: string): name is StageVariable {
  return stageVariables.some((known) => known === name);
}

export function fillIn(text: string, values: StageValues): string {
  return text.replaceAll(placeholder, (whole, name: string) => (isVariable(name) ? values[name] : whole));
}

/** Why these words cannot be sent; null when they can. */
export function faultOf(text: string): string | null {
  const unknown = [...text.matchAll(placeholder)].find(([, name = '']) => !isVariable(name));
  if (unknown)
    return `Nothing stands for ${unknown[0]}. There are ${stageVariables.map((name) => `{${name}}`).join(', ')}.`;
  if (namesBankDetails(text))
    return 'It looks like bank details. They are never sent: payments are stolen that way.';
  return null;
}
