import { IconAlertTriangle, IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { type Backfill, noteOf } from './backfill-words.ts';
import type { Source } from './source.ts';

/** Why it does not go on just now, and when it does. */
export function BackfillNote({ backfill, source }: { backfill: Backfill; source: Source }): ReactNode {
  const { t } = useTranslation('backfill');
  const note = noteOf(backfill, source);
  if (note === null) return null;
  const tone = backfill.state === 'failed' ? 'failed' : note === 'note_unauthorised' ? 'person' : 'skipped';
  const Icon = tone === 'skipped' ? IconClock : IconAlertTriangle;
  const waits = backfill.nextAt !== null && note !== 'note_sourcePaused';
  return (
    <p className="backfill__note" data-tone={tone} role="status">
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>
        {t(note, { detail: backfill.detail.replace(/[.\s]+$/, '') })}
        {waits && backfill.nextAt !== null && (
          <>
            {' '}
            (<RelativeTime at={backfill.nextAt} />)
          </>
        )}
      </span>
    </p>
  );
}
