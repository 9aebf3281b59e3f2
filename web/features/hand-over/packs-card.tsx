import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { fileSize } from '../matters/file-size.ts';
import './hand-over.css';
import { isMaking, type Of, type Pack, packsQuery } from './queries.ts';

/** Everything of a matter or a person as one file: asked for, watched, fetched. */
export function PacksCard({ of }: { of: Of }): ReactNode {
  const { t } = useTranslation('hand-over');
  const client = useQueryClient();
  const query = packsQuery(of);
  const { data } = useQuery(query);
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      await client.invalidateQueries({ queryKey: query.queryKey });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const ask = (internal: boolean) =>
    act(async () => {
      await api('POST /api/v1/hand-overs', { body: { ...of, internal } });
      showDone(t('askedFor'));
    });
  const isMatter = 'matterId' in of;
  return (
    <div className="keeping">
      <p className="quiet">{t('packAbout')}</p>
      <div className="keeping__acts">
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void ask(false)}>
          {t(isMatter ? 'forClient' : 'person')}
        </Button>
        {isMatter && (
          <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void ask(true)}>
            {t('forFirm')}
          </Button>
        )}
      </div>
      {data && data.items.length > 0 && (
        <>
          <ul className="keeping__packs">
            {data.items.map((pack) => (
              <li key={pack.id}>
                <PackLine
                  pack={pack}
                  onStop={() =>
                    void act(() => api('DELETE /api/v1/hand-overs/:id', { params: { id: pack.id } }))
                  }
                />
              </li>
            ))}
          </ul>
          <p className="quiet">{t('key', { fingerprint: data.fingerprint })}</p>
        </>
      )}
    </div>
  );
}

function PackLine({ pack, onStop }: { pack: Pack; onStop: () => void }): ReactNode {
  const { t } = useTranslation('hand-over');
  const { locale, timeZone } = useFirmFormat();
  const dayOf = (at: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at));
  const day = dayOf(pack.createdAt);
  if (isMaking(pack))
    return (
      <>
        <ProgressLine label={t('making')} value={pack.progress} />
        <Button size="compact-sm" variant="subtle" onClick={onStop}>
          {t('stop')}
        </Button>
      </>
    );
  if (pack.state !== 'ready')
    return <p className="quiet">{pack.state === 'stopped' ? t('stopped') : (pack.error ?? t('failed'))}</p>;
  return (
    <>
      <a href={addressOf('/api/v1/hand-overs/:id/file', { id: pack.id })} download>
        {t('download', { size: fileSize(pack.sizeBytes ?? 0, locale) })}
      </a>
      <p className="quiet">
        {[
          t(pack.internal ? 'madeFor_firm' : 'madeFor_client', { day }),
          t('until', { day: dayOf(pack.expiresAt) }),
        ].join(' · ')}
      </p>
      <Button size="compact-sm" variant="subtle" aria-label={t('removeNamed', { day })} onClick={onStop}>
        {t('remove')}
      </Button>
    </>
  );
}
