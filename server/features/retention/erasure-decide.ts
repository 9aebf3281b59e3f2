/** What of a person may be erased when they ask, and what must stay and why. Pure. */
import type { LeadState } from '../leads/index.ts';

export const needKinds = [
  'matter',
  'enquiry',
  'referrer',
  'call',
  'record',
  'group',
  'connected',
  'portal',
  'imported',
  'hold',
] as const;
/** What a contact may be needed for. */
export type Need = (typeof needKinds)[number];

/** What is told of it: `other` stands for whatever has no name that could be told, among it what the asker does not see. */
export const toldKinds = ['matter', 'referrer', 'call', 'record', 'other'] as const;
export type ToldNeed = (typeof toldKinds)[number];

/** `seen`: what the asker would find themselves. */
export function toldNeeds(needs: readonly Need[], seen: readonly Need[]): ToldNeed[] {
  const told = needs
    .filter((need) => need !== 'enquiry')
    .map((need) => (seen.includes(need) ? asTold(need) : 'other'));
  return toldKinds.filter((kind) => told.includes(kind));
}

function asTold(need: Need): ToldNeed {
  return toldKinds.find((kind) => kind === need) ?? 'other';
}

export interface ErasureLead {
  id: string;
  state: LeadState;
  hasMatter: boolean;
  onHold: boolean;
  anonymised: boolean;
  /** Somebody else asked together with the person. */
  shared: boolean;
}

export interface ErasureFacts {
  leads: readonly ErasureLead[];
  /** What else needs the contact, its leads aside. */
  needs: readonly Exclude<Need, 'enquiry'>[];
  /** A matter of the person that is not closed: one that the asker sees, or one behind a wall. */
  openMatter: 'none' | 'seen' | 'hidden';
}

export type KeptWhy = 'open' | 'matter' | 'hold' | 'shared' | 'open_matter' | 'needed';

export interface Erasure {
  leads: { id: string; keep: KeptWhy | null }[];
  /** Whether the contact itself goes; false: something needs it. */
  contact: boolean;
  /** Anything at all happens. */
  mayErase: boolean;
}

const closed: readonly LeadState[] = ['lost', 'expired', 'duplicate'];

export function decideErasure({ leads, needs, openMatter }: ErasureFacts): Erasure {
  const decided = leads
    .filter(({ anonymised }) => !anonymised)
    .map((lead) => ({ id: lead.id, keep: whyKept(lead, openMatter) }));
  const contact = needs.length === 0 && openMatter === 'none' && decided.every(({ keep }) => keep === null);
  return { leads: decided, contact, mayErase: contact || decided.some(({ keep }) => keep === null) };
}

function whyKept(lead: ErasureLead, openMatter: ErasureFacts['openMatter']): KeptWhy | null {
  if (lead.hasMatter) return 'matter';
  if (!closed.includes(lead.state)) return 'open';
  if (lead.onHold) return 'hold';
  // A matter behind a wall is no reason that could be told: that something needs it is said of many things.
  if (openMatter !== 'none') return openMatter === 'seen' ? 'open_matter' : 'needed';
  return lead.shared ? 'shared' : null;
}

/** The name as it stands, typed by whoever erases: spaces and capitals may differ. */
export function isSameName(typed: string, name: string): boolean {
  const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ').toLocaleLowerCase('en');
  return plain(typed) === plain(name);
}
