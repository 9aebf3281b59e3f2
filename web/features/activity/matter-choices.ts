/** The matters a person may pick from: the likely ones of this interaction, then the others, each once. */
import type { InteractionDetail } from './interaction.ts';

export type MatterChoice = {
  matterId: string;
  /** Only where choosing says who it was as well: several contacts share the number. */
  contactId?: string;
  title: string;
  number: string;
  /** A second line: the hint of a likely one, the clients of any other. */
  detail: string;
  likely: boolean;
  closed: boolean;
};

type Candidate = InteractionDetail['candidates'][number];
type FoundMatter = {
  id: string;
  title: string;
  number: string;
  status: 'open' | 'pending' | 'closed';
  clients: readonly { displayName: string }[];
};

/** Those with a matter first: a contact without one is the weaker answer, whatever was last spoken about. */
export function mattersFirst<C extends { matterId: string | null }>(candidates: readonly C[]): C[] {
  return candidates.toSorted((a, b) => Number(a.matterId === null) - Number(b.matterId === null));
}

const byWords = (text: string) =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** `text` narrows the likely ones here; what was found on the server is narrowed already. */
export function matterChoices(
  text: string,
  candidates: readonly Candidate[],
  found: readonly FoundMatter[],
): MatterChoice[] {
  const words = byWords(text);
  const contacts = new Set(candidates.map(({ contactId }) => contactId)).size;
  const likely = candidates.flatMap((candidate) => {
    const { matterId, matterTitle, matterNumber, contactId, contactName, hint } = candidate;
    if (matterId === null) return [];
    const choice: MatterChoice = {
      matterId,
      ...(contacts > 1 && { contactId }),
      title: matterTitle ?? '',
      number: matterNumber ?? '',
      detail: [contacts > 1 ? contactName : '', hint ?? ''].filter((part) => part !== '').join(' · '),
      likely: true,
      closed: false,
    };
    const told = `${choice.title} ${choice.number} ${contactName}`.toLowerCase();
    return words.every((word) => told.includes(word)) ? [choice] : [];
  });
  const known = new Set(likely.map(({ matterId }) => matterId));
  const others = found
    .filter(({ id }) => !known.has(id))
    .map(({ id, title, number, status, clients }) => ({
      matterId: id,
      title,
      number,
      detail: clients.map(({ displayName }) => displayName).join(', '),
      likely: false,
      closed: status === 'closed',
    }));
  return [...likely, ...others];
}

/**
 * Which choice Enter takes: the one that the arrows chose; else a likely one; else, once words were typed and what they
 * find is here, the first found. -1: none. A stranger's matter is never one key away from somebody who did nothing yet.
 */
export function activeChoice(
  choices: readonly MatterChoice[],
  { arrowed, typed, settled }: { arrowed: string | null; typed: boolean; settled: boolean },
): number {
  const chosen = choices.findIndex(({ matterId }) => matterId === arrowed);
  if (chosen >= 0) return chosen;
  const [first] = choices;
  return first !== undefined && (first.likely || (typed && settled)) ? 0 : -1;
}
