import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { type Conflict, useShowProgress } from './queries.ts';

type Given = 'undo' | 'move_matter' | 'leave';

/** The matter went back behind what was reached: what holds? */
export function ConflictQuestion(props: {
  leadId: string;
  conflict: Conflict;
  keptIn: string | null;
}): ReactNode {
  const { t } = useTranslation('key-stages');
  const { leadId, conflict, keptIn } = props;
  const { id, stageLabel: stage, matterStageName: matterStage, movedBy } = conflict;
  const show = useShowProgress(leadId);
  const [busy, setBusy] = useState(false);
  async function answer(given: Given): Promise<void> {
    setBusy(true);
    const params = { id: leadId, conflictId: id };
    await show(() =>
      api('POST /api/v1/leads/:id/progress/conflicts/:conflictId', { params, body: { answer: given } }),
    );
    setBusy(false);
  }
  return (
    <div className="key-conflict" role="alert">
      <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div className="key-conflict__words">
        <p className="key-conflict__title">{t('conflictTitle', { matterStage, stage })}</p>
        <p>
          {movedBy ?? keptIn ?? t('program')} · <RelativeTime at={conflict.at} />
        </p>
        <div className="key-conflict__ways">
          <Button size="xs" variant="default" disabled={busy} onClick={() => void answer('undo')}>
            {t('conflictUndo', { matterStage })}
          </Button>
          {conflict.mayMoveMatter && (
            <Button size="xs" variant="default" disabled={busy} onClick={() => void answer('move_matter')}>
              {t('conflictMove')}
            </Button>
          )}
          <Button size="xs" variant="default" disabled={busy} onClick={() => void answer('leave')}>
            {t('conflictLeave')}
          </Button>
        </div>
        {!conflict.mayMoveMatter && keptIn && (
          <p className="quiet">{t('conflictThere', { system: keptIn })}</p>
        )}
      </div>
    </div>
  );
}
