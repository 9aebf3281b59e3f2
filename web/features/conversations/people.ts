/** Who takes part now, and how they are named together. */
import type { Conversation, Participant } from './queries.ts';

export const isHere = ({ leftAt }: Pick<Participant, 'leftAt'>): boolean => leftAt === null;

export function externalsOf({ participants }: Pick<Conversation, 'participants'>): Participant[] {
  return participants.filter((one) => one.who === 'external' && isHere(one));
}

export function staffOf({ participants }: Pick<Conversation, 'participants'>): Participant[] {
  return participants.filter((one) => one.who === 'staff' && isHere(one));
}

/** Those named, and how many more there are: two names are read, ten are not. */
export function shortNames(names: readonly string[], most = 2): { names: string; others: number } {
  const shown = names.length === most + 1 ? most + 1 : most;
  return { names: names.slice(0, shown).join(', '), others: Math.max(0, names.length - shown) };
}
