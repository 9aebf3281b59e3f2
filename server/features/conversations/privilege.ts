/** Who may join what without privilege being lost: the table T12 of the portal's specification. */
import { type ConversationClass, conversationClasses } from './kinds.ts';

const rank = (one: ConversationClass) => conversationClasses.indexOf(one);

/** What somebody is on a matter: its client, or another party in some role. Words that name the other side. */
const otherSide = /\b(?:other side|opponent|opposing|defendant|respondent|adverse|counterparty)\b/i;
const commonInterest = /\bcommon interest\b/i;

/** The closest that somebody may be to a client's words; whoever is not on the matter is a third party. */
export function classOfParty(parties: readonly { role: string; isClient: boolean }[]): ConversationClass {
  // Whoever is on both sides of a matter hears as the one further away.
  if (parties.some(({ role, isClient }) => !isClient && otherSide.test(role))) return 'opposing';
  if (parties.some(({ role, isClient }) => !isClient && commonInterest.test(role))) return 'common_interest';
  return parties.some(({ isClient }) => isClient) ? 'privileged' : 'third_party';
}

/** Whether words of this class may reach somebody of that class: else they need a conversation of their own. */
export function mayJoin(conversation: ConversationClass, person: ConversationClass): boolean {
  return rank(person) <= rank(conversation);
}

/** The class in which all of them can speak. */
export function widestClass(people: readonly ConversationClass[]): ConversationClass {
  return people.reduce((widest, one) => (rank(one) > rank(widest) ? one : widest), 'privileged');
}

const day = 86_400_000;
/** A conversation that rested so long may be another than one thinks. */
const restedMs = 30 * day;
const manyPeople = 3;

export type SendQuestion = 'rested' | 'many';

/** What a sender outside the firm's walls is asked once before it goes. */
export function askBeforeSending(facts: {
  /** Of the last message before; null: this is the first. */
  lastAt: Date | null;
  externals: number;
  now: Date;
}): SendQuestion[] {
  const rested = facts.lastAt !== null && facts.now.getTime() - facts.lastAt.getTime() > restedMs;
  return [...(rested ? ['rested' as const] : []), ...(facts.externals > manyPeople ? ['many' as const] : [])];
}
