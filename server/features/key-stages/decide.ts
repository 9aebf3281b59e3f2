/** The rules of key stages: what may follow what, and how a matter's stage and a key stage move each other. Pure. */
import { type Answers, type Condition, holds } from '../fee-scales/index.ts';
import type { Audience, Channel, StageState } from './kinds.ts';

/** Whether a stage belongs to this case; `unknown` while nothing was answered yet. */
export function applies(condition: Condition, answers: Answers | null): 'yes' | 'no' | 'unknown' {
  if (condition.length === 0) return 'yes';
  if (answers === null) return 'unknown';
  return holds(condition, answers) ? 'yes' : 'no';
}

export const stageActs = ['reach', 'skip', 'not_applicable', 'undo'] as const;
export type StageAct = (typeof stageActs)[number];

/** From the state that stands, by what is done. `same`: it stands already. Skipped is not done, so it can still be reached. */
const moves: Readonly<Record<StageState, Readonly<Record<StageAct, StageState | 'same' | 'no'>>>> = {
  pending: { reach: 'reached', skip: 'skipped', not_applicable: 'not_applicable', undo: 'no' },
  reached: { reach: 'same', skip: 'no', not_applicable: 'no', undo: 'pending' },
  skipped: { reach: 'reached', skip: 'same', not_applicable: 'not_applicable', undo: 'pending' },
  not_applicable: { reach: 'reached', skip: 'skipped', not_applicable: 'same', undo: 'pending' },
};

export interface Standing {
  state: StageState;
  /** YYYY-MM-DD. */
  eventOn: string | null;
  optional: boolean;
}

export interface Wish {
  do: StageAct;
  /** Only a person takes back. */
  by: 'person' | 'program';
  /** The day it happened, YYYY-MM-DD. */
  on: string;
  /** In the firm's zone. */
  today: string;
  note: string;
}

export type StageMove =
  | {
      kind: 'set';
      state: StageState;
      eventOn: string | null /** Reached anew: matter and people follow. */;
      news: boolean;
    }
  | { kind: 'nothing' }
  | { kind: 'refused'; why: string; field?: 'on' | 'note' };

export function decideStage(standing: Standing, wish: Wish): StageMove {
  if (wish.do === 'reach' && wish.on > wish.today)
    return { kind: 'refused', why: 'It cannot have happened on a day to come.', field: 'on' };
  const to = moves[standing.state][wish.do];
  if (to === 'no')
    return {
      kind: 'refused',
      why: wish.do === 'undo' ? 'There is nothing to undo.' : 'It was reached: undo that first.',
    };
  if (wish.by === 'program' && wish.do === 'undo')
    return { kind: 'refused', why: 'Only a person goes back.' };
  if (to === 'same') {
    const corrects = wish.do === 'reach' && wish.by === 'person' && standing.eventOn !== wish.on;
    return corrects ? { kind: 'set', state: 'reached', eventOn: wish.on, news: false } : { kind: 'nothing' };
  }
  if (to === 'skipped' && !standing.optional && wish.note === '')
    return { kind: 'refused', why: 'Say why: this stage is not optional.', field: 'note' };
  return to === 'reached'
    ? { kind: 'set', state: to, eventOn: wish.on, news: true }
    : { kind: 'set', state: to, eventOn: null, news: false };
}

/** A key stage of one side, in order, with the stage of the matter that is the same thing. */
export interface MappedStage {
  id: string;
  state: StageState;
  mapsTo: string | null;
}

export type FromMatter =
  | { kind: 'reach'; id: string }
  | { kind: 'nothing'; why: 'not_mapped' | 'in_step' }
  | {
      kind: 'conflict';
      furthest: string /** Reached, and beyond where the matter is now. */;
      beyond: string[];
    };

/**
 * The matter stands at `stageId`: which key stage does that reach? Forward only: where something beyond it was reached, a
 * person is asked. What our own move of the matter brought about is in step already.
 */
export function decideFromMatter(stages: readonly MappedStage[], stageId: string): FromMatter {
  const here = stages.flatMap(({ mapsTo }, index) => (mapsTo === stageId ? [index] : []));
  const last = here.at(-1);
  if (last === undefined) return { kind: 'nothing', why: 'not_mapped' };
  const furthest = stages.findLastIndex(({ state, mapsTo }) => state === 'reached' && mapsTo !== null);
  const top = stages[furthest];
  if (top?.mapsTo === stageId) return { kind: 'nothing', why: 'in_step' };
  if (top && furthest > last) {
    const beyond = stages.filter(
      ({ state, mapsTo }, index) => index > last && state === 'reached' && mapsTo !== null,
    );
    return { kind: 'conflict', furthest: top.id, beyond: beyond.map(({ id }) => id) };
  }
  const ahead = here.filter((index) => index > furthest).flatMap((index) => stages[index] ?? []);
  const next = ahead.find(({ state }) => state === 'pending') ?? ahead[0];
  return next ? { kind: 'reach', id: next.id } : { kind: 'nothing', why: 'in_step' };
}

/** A stage of the matter's type. */
export interface MatterStage {
  id: string;
  /** In the order of its set. */
  position: number;
}

export type MatterMove =
  | { kind: 'move'; to: string }
  | { kind: 'stay'; why: 'no_matter' | 'not_mapped' | 'there_already' | 'kept_elsewhere' | 'further_on' };

/** The matter follows a key stage that was reached; a stage entered late does not take it back. */
export function decideMatterMove(
  matter: { keptElsewhere: boolean; stage: MatterStage | null } | null,
  mapped: MatterStage | null,
): MatterMove {
  if (matter === null) return { kind: 'stay', why: 'no_matter' };
  if (mapped === null) return { kind: 'stay', why: 'not_mapped' };
  if (matter.stage?.id === mapped.id) return { kind: 'stay', why: 'there_already' };
  if (matter.keptElsewhere) return { kind: 'stay', why: 'kept_elsewhere' };
  if (matter.stage && matter.stage.position > mapped.position) return { kind: 'stay', why: 'further_on' };
  return { kind: 'move', to: mapped.id };
}

/**
 * A person took back a stage with which the matter had moved: it goes back, too, where it still stands there, it is kept
 * here, and no other reached stage holds it there.
 */
export function decideMatterBack(
  matter: { keptElsewhere: boolean; stage: MatterStage | null } | null,
  moved: { from: string | null; to: string | null },
  others: readonly MappedStage[],
): string | null {
  if (!matter?.stage || matter.keptElsewhere || moved.from === null || matter.stage.id !== moved.to)
    return null;
  return others.some(({ state, mapsTo }) => state === 'reached' && mapsTo === moved.to) ? null : moved.from;
}

export interface Recipient {
  audience: Audience;
  contactId: string;
  name: string;
  firstName: string;
  email: string | null;
  /** E.164. */
  phone: string | null;
}

/** What is written to each audience; null: nothing. */
export interface Templates {
  client: { email: { subject: string; body: string } | null; sms: string | null };
  referrer: { email: { subject: string; body: string } | null };
}

/** To whom a stage has something to say. */
export function toldBy(stage: { visibleTo: readonly Audience[]; templates: Templates }): Audience[] {
  const { client, referrer } = stage.templates;
  const says = { client: client.email !== null || client.sms !== null, referrer: referrer.email !== null };
  return stage.visibleTo.filter((audience) => says[audience]);
}

export interface Message {
  to: Recipient;
  channel: Channel;
  subject: string;
  body: string;
}

/** What goes out when a stage is reached: to those who may see it and were not told before, each person once a channel. */
export function messagesFor(
  stage: { visibleTo: readonly Audience[]; templates: Templates },
  recipients: readonly Recipient[],
  told: readonly { contactId: string; channel: Channel }[],
): Message[] {
  const done = new Set(told.map(({ contactId, channel }) => `${channel} ${contactId}`));
  const messages: Message[] = [];
  for (const to of recipients) {
    if (!stage.visibleTo.includes(to.audience)) continue;
    const { email } = stage.templates[to.audience];
    const sms = to.audience === 'client' ? stage.templates.client.sms : null;
    const add = (channel: Channel, words: { subject: string; body: string }) => {
      const key = `${channel} ${to.contactId}`;
      if (!done.has(key)) messages.push({ to, channel, ...words });
      done.add(key);
    };
    if (email && to.email !== null) add('email', email);
    if (sms !== null && to.phone !== null) add('sms', { subject: '', body: sms });
  }
  return messages;
}
