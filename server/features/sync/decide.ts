/** What one look at a form that both sides fill in comes to. Pure. */
import type { LayoutTexts } from '../../vendors/ports.ts';
import type { LayoutField } from '../practice/index.ts';
import { type Authority, mergeField } from './merge.ts';
import { canonical, fromText, isShared } from './texts.ts';

export interface OurText {
  text: string | null;
  /** A person wrote it, or said that it is right. */
  confirmed: boolean;
}

export interface SheetFacts {
  base: LayoutTexts;
  ours: Readonly<Record<string, OurText>>;
  /** As they write it there; a field that has no place there is absent. */
  theirs: LayoutTexts;
  /** The last change of ours, while what we read may still be from before it. */
  justSent: { from: LayoutTexts; to: LayoutTexts } | null;
}

export interface Difference {
  field: string;
  base: string | null;
  ours: string | null;
  theirs: string | null;
  /** Theirs cannot be read here. */
  unreadable: boolean;
}

export interface SheetPlan {
  /** What both say by now, or one side takes from the other. */
  agreed: Record<string, string | null>;
  /** Fields of ours that get their text. */
  take: Record<string, string | null>;
  send: { from: Record<string, string | null>; to: Record<string, string | null> };
  conflicts: Difference[];
}

/** Both sides may write every shared field; whoever wrote last and alone counts (quotes.md §9, completion details). */
export function authorityOf(field: LayoutField): Authority {
  return isShared(field) && field.key !== 'otherSideAccountRef' ? 'both' : 'never';
}

export function decideSheet(fields: readonly LayoutField[], facts: SheetFacts): SheetPlan {
  const plan: SheetPlan = { agreed: {}, take: {}, send: { from: {}, to: {} }, conflicts: [] };
  for (const field of fields) {
    const { key } = field;
    const told = facts.theirs[key];
    if (told === undefined) continue;
    const theirs = canonical(field, told);
    const { text: ours, confirmed } = facts.ours[key] ?? { text: null, confirmed: false };
    const base = facts.base[key] ?? null;
    if (isStale(field, { ours, theirs }, facts.justSent)) continue;
    const merged = mergeField({ base, ours, theirs }, authorityOf(field), confirmed);
    const unreadable = !fromText(field, told).ok;
    if (merged === 'agree') plan.agreed[key] = ours;
    else if (merged === 'take' && !unreadable) {
      plan.take[key] = theirs;
      plan.agreed[key] = theirs;
    } else if (merged === 'send') {
      // As it is written there: what is looked for before anything is changed.
      plan.send.from[key] = told;
      plan.send.to[key] = ours;
    } else if (merged === 'take' || merged === 'conflict')
      plan.conflicts.push({ field: key, base, ours, theirs, unreadable });
  }
  return plan;
}

/** What was there before our own change is no news, as long as that change may not be visible yet. */
function isStale(
  field: LayoutField,
  { ours, theirs }: { ours: string | null; theirs: string | null },
  sent: SheetFacts['justSent'],
): boolean {
  const { key } = field;
  if (!sent || sent.to[key] === undefined) return false;
  const before = canonical(field, sent.from[key] ?? null);
  return ours === sent.to[key] && theirs === before && ours !== theirs;
}
