/**
 * One interaction decided again among many: as a person's redo, but that what a person chose, changed or billed stays, and
 * that an entry which would come to the same is not touched.
 */
import { Problem } from '../../../platform/http/problems.ts';
import type { Decision } from '../decide.ts';
import { decideCase } from '../decide-case.ts';
import type { EntryWrite, LogEntryRow } from '../entries-store.ts';
import { decideAnew, type Situation, undo } from '../entry-changes.ts';
import { why } from '../interaction.ts';
import { keeperOf } from '../keepers.ts';
import { keptDecision } from '../kept-decision.ts';
import { type Aspect, compare } from '../what-if/compare.ts';
import type { RedoResult } from './tables.ts';

export interface RedoOutcome {
  result: Exclude<RedoResult, 'waiting' | 'failed' | 'gone'>;
  detail: string;
  done: { situation: Situation; after: EntryWrite }[];
}

/** What makes an entry worth writing again beside its place: its minutes and billable flag, or who was found. */
export type Minding = 'place' | 'time' | 'contact';

export async function redoEach(
  situations: readonly Situation[],
  billed: ReadonlySet<string>,
  minding: Minding,
): Promise<RedoOutcome> {
  return await inEachPlace(situations, (situation) => redoPlace(situation, billed, minding));
}

/** Takes back what a run did, unless somebody or something changed the entry since. */
export async function undoEach(
  situations: readonly Situation[],
  revisions: Readonly<Record<string, number>>,
  billed: ReadonlySet<string>,
): Promise<RedoOutcome> {
  return await inEachPlace(situations, async (situation) => {
    const { entry, destination } = situation;
    const revision = revisions[destination.id];
    if (entry === null || revision === undefined) return 'same';
    if (entry.revision !== revision) return 'touched';
    const stays = await staysAsItIs(situation, billed);
    return stays ?? (await undo(situation));
  });
}

type Stays = 'by_person' | 'billed' | 'touched';

async function redoPlace(
  situation: Situation,
  billed: ReadonlySet<string>,
  minding: Minding,
): Promise<EntryWrite | Stays | 'same'> {
  const { entry, context, destination } = situation;
  if (entry?.state === 'undone' || (entry !== null && entry.override !== null)) return 'by_person';
  const decision = decideCase(context, situation, destination, null);
  const change = compare(entry, decision, () => decision);
  if (change === null && !isNews(minding, entry, decision)) return 'same';
  return (await staysAsItIs(situation, billed)) ?? (await decideAnew(situation, null));
}

function isNews(minding: Minding, entry: LogEntryRow | null, decision: Decision): boolean {
  if (minding === 'time') return decision.do === 'write' && decision.time.length > 0;
  return (
    minding === 'contact' && entry !== null && why.parse(entry.why).contactRule !== decision.why.contactRule
  );
}

async function staysAsItIs(
  { entry, context, destination }: Situation,
  billed: ReadonlySet<string>,
): Promise<Stays | null> {
  if (entry === null) return null;
  if (billed.has(entry.id)) return 'billed';
  const { records } = keptDecision.parse(entry.decision);
  const ours = await keeperOf(destination.id).isAsWritten(context, entry, records);
  return ours ? null : 'touched';
}

/** How the places of one interaction add up: changed where any was; else the first reason why not. */
async function inEachPlace(
  situations: readonly Situation[],
  carryOut: (situation: Situation) => Promise<EntryWrite | Stays | 'same'>,
): Promise<RedoOutcome> {
  const done: RedoOutcome['done'] = [];
  let left: Stays | null = null;
  let refusal = '';
  for (const situation of situations) {
    try {
      const after = await carryOut(situation);
      if (typeof after === 'object') done.push({ situation, after });
      else if (after !== 'same') left ??= after;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refusal = error.message;
    }
  }
  if (done.length > 0) return { result: 'changed', detail: '', done };
  if (refusal !== '') return { result: 'refused', detail: refusal, done };
  return { result: left ?? 'same', detail: '', done };
}

/** Whether a kind of change is one of minutes or the billable flag, which an entry by itself does not tell. */
export function isOfTime(aspect: Aspect): boolean {
  return aspect === 'minutes' || aspect === 'billable';
}
