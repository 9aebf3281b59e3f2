/** Why something is not shared, in words for whoever tried. */
import { type FieldError, type Problem, problem } from '../../platform/http/problems.ts';
import { type LevelAtFault, maxFilesOnLevel } from '../files/index.ts';
import type { ShareRefusal } from './decide.ts';

export const refusalWords: Record<Exclude<ShareRefusal, 'levels'>, string> = {
  not_external: 'Nobody outside the firm takes part in this conversation.',
  draft: 'Send the first message; then share.',
  closed: 'This conversation is closed: nothing more is shared in it.',
  not_member: 'Join this conversation to share something in it.',
  without_file: 'A document has no file yet; share it once its file is here.',
  twice: 'It is shared in this conversation already.',
  auto_far: 'What these people see is shared file by file, with a yes to each.',
  confirm_far:
    'These people are further from the client than privilege reaches, and will see each later version. Say that you are sure.',
};

/** Names the levels at fault; nothing of it was shared. */
function levelFields(levels: readonly LevelAtFault[]): FieldError[] {
  return levels.map(({ level, files, why }) => ({
    field: level === '' ? '/' : level,
    message: why === 'files' ? `${files} files; at most ${maxFilesOnLevel}` : 'more than 20 levels deep',
  }));
}

export const tooMuch = (levels: readonly LevelAtFault[]): Problem =>
  problem(
    'invalid_input',
    `A folder can be shared with at most ${maxFilesOnLevel} files on each level, 20 levels deep. Nothing was shared.`,
    { fields: levelFields(levels), reason: 'levels' },
  );

export function refused(refusal: ShareRefusal, faults: readonly LevelAtFault[]): Problem {
  if (refusal === 'levels') return tooMuch(faults);
  const code =
    refusal === 'twice' ? 'already_exists' : refusal === 'not_member' ? 'forbidden' : 'wrong_state';
  return problem(code, refusalWords[refusal], { reason: refusal });
}
