import type { QuoteDraft } from './use-draft.ts';

/** Something that must be said before a quote can be sent. `at` finds its field on the screen. */
export interface ToDo {
  kind: 'answer' | 'price';
  label: string;
  at: string;
}

export function useToDo({ missing, pricing }: QuoteDraft): ToDo[] {
  const answers = missing.map(({ side, question }) => ({
    kind: 'answer' as const,
    label: question.label,
    at: `[data-question="${side}.${question.id}"]`,
  }));
  const lines = pricing?.priced.sides.flatMap((side) => side.lines) ?? [];
  const prices = lines
    .filter(({ key }) => pricing?.priced.needsPrice.includes(key))
    .map(({ key, label }) => ({ kind: 'price' as const, label, at: `[data-price-of="${key}"]` }));
  return [...answers, ...prices];
}
