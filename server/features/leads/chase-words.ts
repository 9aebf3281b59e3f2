/** The words of a chase: what may stand for what, and what must not be sent. Pure. */

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

const placeholder = /\{([^{}]*)\}/g;

/** Names in braces that nothing stands for. */
export function unknownVariables(text: string): string[] {
  return [...text.matchAll(placeholder)].flatMap(([, name = '']) => (isVariable(name) ? [] : [name]));
}

function isVariable(name: string): name is ChaseVariable {
  return chaseVariables.some((known) => known === name);
}

/** Fills in. A line whose variable is empty says nothing and is left out. */
export function fillIn(text: string, values: ChaseValues): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const names = [...line.matchAll(placeholder)].flatMap(([, name = '']) =>
        isVariable(name) ? [name] : [],
      );
      if (names.some((name) => values[name] === '')) return [];
      return [
        line.replaceAll(placeholder, (whole, name: string) => (isVariable(name) ? values[name] : whole)),
      ];
    })
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Bank details by e-mail or text are how payments are stolen: a sort code, or an account number named as one. */
export function namesBankDetails(text: string): boolean {
  return (
    /\b\d{2}[- –]\d{2}[- –]\d{2}\b/.test(text) ||
    /\bsort\s*code\b/i.test(text) ||
    /\baccount\s*(?:no\.?|number)\b\D{0,20}\d{6,}/i.test(text) ||
    /\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}\b/.test(text)
  );
}
