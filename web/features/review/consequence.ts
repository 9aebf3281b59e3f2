/** "Now a task for T. Reid. Choosing makes it a fee of 9 min and completes the task." in parts. */
import { type Interaction, type LogEntry, type RecordKind, shortName } from '../activity/interaction.ts';

export type Now =
  | { say: 'nowTaskFor'; name: string }
  | { say: 'nowRecordOn'; record: RecordKind; matter: string }
  | { say: 'nowTask' | 'nowNothing' | 'nowHeld' | 'nowFailed' };

export type Consequence = {
  now: Now;
  choosing: { say: 'makesFee'; minutes: number } | { say: 'makesFeeNoTime' | 'makesMemo' | 'makesDocument' };
  completesTask: boolean;
};

export function consequenceOf(
  interaction: Pick<Interaction, 'kind' | 'talkSeconds'>,
  entry: Pick<LogEntry, 'state' | 'recordKind' | 'assigneeName' | 'matterTitle'>,
): Consequence {
  return {
    now: nowOf(entry),
    choosing: choosingOf(interaction),
    completesTask: entry.state === 'logged' && entry.recordKind === 'task',
  };
}

function nowOf({ state, recordKind, assigneeName, matterTitle }: Parameters<typeof consequenceOf>[1]): Now {
  if (state === 'held') return { say: 'nowHeld' };
  if (state === 'failed') return { say: 'nowFailed' };
  if (state !== 'logged' || recordKind === null) return { say: 'nowNothing' };
  if (matterTitle !== null) return { say: 'nowRecordOn', record: recordKind, matter: matterTitle };
  const name = shortName(assigneeName);
  return name === null ? { say: 'nowTask' } : { say: 'nowTaskFor', name };
}

/** The minutes are the worked ones: exact, rounded up to the minute, as the fee will carry them. */
function choosingOf({ kind, talkSeconds }: Parameters<typeof consequenceOf>[0]): Consequence['choosing'] {
  if (kind === 'sms') return { say: 'makesMemo' };
  if (kind === 'fax') return { say: 'makesDocument' };
  return talkSeconds === 0
    ? { say: 'makesFeeNoTime' }
    : { say: 'makesFee', minutes: Math.ceil(talkSeconds / 60) };
}
