/** A hold that kept something from a purge is on record, each time, in the same words as every other refusal. */
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Refusal } from './decide.ts';
import type { Known } from './facts.ts';

/** `matter.purge_propose`: what was wanted. */
export function refusalEntry(actor: Actor, { id, hold }: Known, act: string) {
  return {
    ...{ firmId: actor.firmId, staffId: actor.staffId, at: actor.now },
    ...{ action: 'hold.refused', subjectType: 'matter', subjectId: id, matterId: id },
    detail: { act, held: hold?.kind ?? '', heldId: hold?.id ?? '' },
  };
}

export async function noteRefusal(tx: Tx, actor: Actor, matter: Known, act: string): Promise<void> {
  await audit(tx, refusalEntry(actor, matter, act));
}

const words: Record<Refusal, string> = {
  open: 'It is not closed: nothing of it goes.',
  for_ever: 'No policy says that matters of its type ever go.',
  not_yet: 'Its time is not over yet.',
  kept_elsewhere: 'A connected system keeps it and would bring it back. Delete it there first.',
  held: 'This is on hold: nothing of it is changed or deleted.',
  proposed_already: 'It is proposed already.',
  nobody_to_confirm: 'Nobody else could confirm it: no other owner or administrator sees it.',
  decider_gone: 'One of the two who decided has lost the right to.',
  gone: 'It is not there any more.',
  same_person: 'Somebody else must confirm it.',
  not_proposed: 'It is not waiting to be confirmed.',
  too_old: 'It was proposed too long ago. Propose it anew.',
  over: 'It cannot be cancelled any more.',
  too_early: 'It is not time yet.',
};

/** The problem that tells of it; of a hold, with the entry that is written after the rollback. */
export function refused(why: Refusal, actor: Actor, act: string, matter?: Known) {
  const name = matter ? `${matter.number}: ` : '';
  return problem('wrong_state', `${name}${words[why]}`, {
    reason: why,
    ...(why === 'held' && matter ? { refusal: refusalEntry(actor, matter, act) } : {}),
  });
}
