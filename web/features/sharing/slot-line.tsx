import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { sizeOf } from '../../uploads/size.ts';
import { Act, FileActs } from './file-acts.tsx';
import type { FileRequestDetail, Slot } from './queries.ts';

const RejectDialog = lazy(() =>
  import('./reject-dialog.tsx').then((module) => ({ default: module.RejectDialog })),
);

const looks: Record<Slot['state'], State> = {
  open: 'waiting',
  received: 'needsPerson',
  accepted: 'logged',
  rejected: 'failed',
  waived: 'skipped',
};

/** One place: what came for it, and what one says of that. */
export function SlotLine({ request, slot }: { request: FileRequestDetail; slot: Slot }): ReactNode {
  const { t } = useTranslation('sharing');
  return (
    <li className="slot-line">
      <div className="slot-line__head">
        <div className="share-file__words">
          <span className="share-file__name">
            {slot.name}
            {!slot.required && <span className="quiet"> ({t('optional')})</span>}
          </span>
          {slot.help !== '' && <span className="share-card__about">{slot.help}</span>}
        </div>
        <StateBadge state={looks[slot.state]}>{t(`slot_${slot.state}`, { reason: slot.reason })}</StateBadge>
        {request.state !== 'cancelled' && <Acts slot={slot} />}
      </div>
      {slot.files.length > 0 && (
        <ul className="share-files__list">
          {slot.files.map((file) => (
            <SentFile key={file.id} file={file} matterId={request.matterId} />
          ))}
        </ul>
      )}
    </li>
  );
}

function SentFile({ file, matterId }: { file: Slot['files'][number]; matterId: string }): ReactNode {
  const { t } = useTranslation('sharing');
  const zone = useFirmFormat();
  const rejected = file.fileState === 'rejected';
  const facts = [
    t('sentBy', { name: file.sentBy, when: plannedMoment(new Date(file.createdAt), zone) }),
    sizeOf(file.sizeBytes),
    ...(rejected ? [t('slot_rejected', { reason: file.reason })] : []),
    ...(file.state === 'clean' ? [] : [file.words]),
  ];
  return (
    <li className="share-file" data-state={rejected ? 'ended' : 'shared'}>
      <div className="share-file__words">
        <span className="share-file__name" title={`SHA-256 ${file.sha256}`}>
          <bdi>{file.name}</bdi>
        </span>
        <span className="share-card__about">
          {facts.map((one) => (
            <span key={one}>{one}</span>
          ))}
        </span>
      </div>
      <div className="share-file__acts">
        <FileActs file={file} matterId={matterId} />
      </div>
    </li>
  );
}

function Acts({ slot }: { slot: Slot }): ReactNode {
  const { id, name, state } = slot;
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const [rejecting, setRejecting] = useState(false);
  async function decide(event: 'accept' | 'waive' | 'reopen'): Promise<void> {
    try {
      await api('POST /api/v1/request-slots/:id/decide', { params: { id }, body: { event } });
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['file-requests'] });
  }
  return (
    <div className="share-file__acts">
      {state === 'received' && (
        <Act label={t('acceptNamed', { name })} onClick={() => void decide('accept')}>
          {t('accept')}
        </Act>
      )}
      {(state === 'received' || state === 'accepted') && (
        <Act danger label={t('rejectNamed', { name })} onClick={() => setRejecting(true)}>
          {t('reject')}
        </Act>
      )}
      {(state === 'open' || state === 'rejected') && (
        <Act label={t('waiveNamed', { name })} onClick={() => void decide('waive')}>
          {t('waive')}
        </Act>
      )}
      {(state === 'accepted' || state === 'waived') && (
        <Act label={t('reopenNamed', { name })} onClick={() => void decide('reopen')}>
          {t('reopen')}
        </Act>
      )}
      <Suspense>{rejecting && <RejectDialog slot={slot} onClose={() => setRejecting(false)} />}</Suspense>
    </div>
  );
}
