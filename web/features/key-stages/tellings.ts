import type { StageShown } from './queries.ts';

type Sent = Pick<StageShown['messages'][number], 'name' | 'state'>;

const outcomes = [
  { key: 'told', states: ['queued', 'sent', null] },
  { key: 'told_kept', states: ['kept'] },
  { key: 'told_failed', states: ['failed'] },
] as const;

/** Who was told, and who was not, because the message stayed in the outbox or could not be sent. */
export function tellings(
  messages: readonly Sent[],
): { key: (typeof outcomes)[number]['key']; names: string }[] {
  return outcomes.flatMap(({ key, states }) => {
    const names = messages.filter(({ state }) => states.some((one) => one === state)).map(({ name }) => name);
    return names.length === 0 ? [] : [{ key, names: [...new Set(names)].join(', ') }];
  });
}
