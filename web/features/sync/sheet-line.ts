import type { MatterSync } from './queries.ts';

export type LineTone = 'calm' | 'working' | 'waits' | 'paused' | 'person' | 'failed';

export interface SheetLine {
  /** Of the catalogue `sync`. */
  word:
    | ('inStep' | 'inStepAt' | 'waiting' | 'waitingBecause' | 'beingSent' | 'differ' | 'stopped')
    | ('sheetRefused' | 'noForm' | 'notShared' | 'takesNone' | 'paused' | 'dryRun' | 'dryRunNothing');
  tone: LineTone;
  /** What a person can press to have it tried again. */
  again?: 'goOn' | 'tryAgain';
}

type Known = Pick<MatterSync, 'keeper' | 'mode' | 'differences'> & {
  sheet: Pick<NonNullable<MatterSync['sheet']>, 'state' | 'detail' | 'lookedAt' | 'planned'> | null;
};

/** One line for how a sheet stands; what somebody must do goes before what goes on by itself. */
export function lineOf({ keeper, mode, sheet, differences }: Known): SheetLine {
  if (!keeper?.takesChanges) return { word: 'takesNone', tone: 'waits' };
  if (mode === 'paused') return { word: 'paused', tone: 'paused' };
  if (sheet === null) return { word: 'notShared', tone: 'waits' };
  switch (sheet.state) {
    case 'stopped':
      return { word: 'stopped', tone: 'person', again: 'goOn' };
    case 'failed':
      return { word: 'sheetRefused', tone: 'failed', again: 'tryAgain' };
    case 'no_form':
      return { word: 'noForm', tone: 'waits' };
    case 'dry_run': {
      const { send = [], take = [] } = sheet.planned ?? {};
      return { word: send.length + take.length > 0 ? 'dryRun' : 'dryRunNothing', tone: 'paused' };
    }
    default:
      return ongoing(sheet, differences.length);
  }
}

function ongoing(sheet: NonNullable<Known['sheet']>, differences: number): SheetLine {
  if (differences > 0) return { word: 'differ', tone: 'person' };
  if (sheet.state === 'sending') return { word: 'beingSent', tone: 'working' };
  if (sheet.state === 'in_step')
    return { word: sheet.lookedAt === null ? 'inStep' : 'inStepAt', tone: 'calm' };
  return { word: sheet.detail === null ? 'waiting' : 'waitingBecause', tone: 'waits' };
}
