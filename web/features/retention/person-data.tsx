import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { HoldCard } from '../hand-over/hold-card.tsx';
import { PacksCard } from '../hand-over/packs-card.tsx';
import './retention.css';

const EraseDialog = lazy(() =>
  import('./erase-dialog.tsx').then((module) => ({ default: module.EraseDialog })),
);

type Export = Answer<'GET /api/v1/person-exports/:id'>;

/** What the firm holds about a person: one file of it, and (for administrators) its end. */
export function PersonData(props: { contactId: string; onErased: () => void }): ReactNode {
  const { t } = useTranslation('retention');
  const { contactId } = props;
  const { staff } = useMe();
  const [erasing, setErasing] = useState(false);
  return (
    <section aria-label={t('personData')} className="person-data">
      <h2 className="contact-page__title">{t('personData')}</h2>
      <p className="quiet">{t('personDataAbout')}</p>
      <Files contactId={contactId} />
      <PacksCard of={{ contactId }} />
      <HoldCard of={{ contactId }} />
      {staff.role !== 'member' && (
        <p>
          <Button size="compact-sm" variant="default" onClick={() => setErasing(true)}>
            {t('erase')}
          </Button>
        </p>
      )}
      <Suspense>
        {erasing && (
          <EraseDialog contactId={contactId} onErased={props.onErased} onClose={() => setErasing(false)} />
        )}
      </Suspense>
    </section>
  );
}

const often = 1000;
const isMaking = ({ state }: Export) => state === 'waiting' || state === 'running';

function Files({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const params = { id: contactId };
  const queryKey = ['person-exports', contactId];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api('GET /api/v1/contacts/:id/exports', { params, query: { limit: 5 }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(isMaking) ? often : false),
  });
  const files = data?.items.filter(({ state }) => state !== 'gone') ?? [];
  async function ask(): Promise<void> {
    try {
      await api('POST /api/v1/contacts/:id/exports', { params });
      await client.invalidateQueries({ queryKey });
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <>
      <p>
        <Button
          size="compact-sm"
          variant="default"
          disabled={files.some(isMaking)}
          onClick={() => void ask()}
        >
          {t('exportPerson')}
        </Button>
      </p>
      {files.length > 0 && (
        <ul className="person-data__files">
          {files.map((file) => (
            <li key={file.id}>
              <FileLine file={file} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function FileLine({ file }: { file: Export }): ReactNode {
  const { t } = useTranslation('retention');
  const { locale, timeZone } = useFirmFormat();
  if (isMaking(file)) return <ProgressLine label={t('making')} value={file.done / Math.max(1, file.parts)} />;
  if (file.state !== 'ready') return <p className="quiet">{file.error ?? t('notMade')}</p>;
  const day = (at: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at));
  const size = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'kilobyte',
    maximumFractionDigits: 0,
  }).format(Math.max(1, (file.sizeBytes ?? 0) / 1000));
  return (
    <p>
      <a href={addressOf('/api/v1/person-exports/:id/file', { id: file.id })} download>
        {t('file', { day: day(file.createdAt) })}
      </a>{' '}
      <span className="quiet">{t('fileUntil', { size, day: day(file.expiresAt) })}</span>
    </p>
  );
}
