import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import type { Connection } from './connection.ts';
import { firstReading } from './health.ts';

type Kind = Connection['mirror'][number];

const kindWords = {
  staff: 'kind_staff',
  matter_type: 'kind_matter_type',
  stage: 'kind_stage',
  activity_code: 'kind_activity_code',
  contact: 'kind_contact',
  matter: 'kind_matter',
  party: 'kind_party',
} as const;
const isKnown = (kind: string): kind is keyof typeof kindWords => kind in kindWords;

/** What is read from there, kind by kind; on top how far the first reading is. */
export function Mirror(props: { connection: Connection; administrator: boolean }): ReactNode {
  const { t } = useTranslation('connections');
  const { mirror, id } = props.connection;
  const share = firstReading(mirror);
  const again = useReadAgain(id);
  if (mirror.length === 0) return null;
  return (
    <section className="connection-mirror" aria-label={t('mirrorTitle')}>
      <h2 className="connection-mirror__title">{t('mirrorTitle')}</h2>
      {share !== null && props.connection.status === 'active' && (
        <ProgressLine
          label={t('mirrorFirst')}
          hint={t('mirrorFirstAbout')}
          {...(share !== undefined && { value: share })}
        />
      )}
      <ul className="connection-mirror__kinds">
        {mirror.map((kind) => (
          <li key={kind.kind}>
            <span className="connection-mirror__kind">
              {isKnown(kind.kind) ? t(kindWords[kind.kind]) : kind.kind}
            </span>
            <KindState kind={kind} />
            {kind.missing > 0 && (
              <p className="connection-mirror__missing">
                {t('mirrorMissing', { count: kind.missing })}{' '}
                {props.administrator && (
                  <Button
                    size="xs"
                    variant="default"
                    disabled={again.isPending}
                    onClick={() => again.mutate(true)}
                  >
                    {t('mirrorGone')}
                  </Button>
                )}
              </p>
            )}
            {kind.error !== null && <p className="connection-mirror__error">{kind.error}</p>}
          </li>
        ))}
      </ul>
      {props.administrator && share === null && props.connection.status === 'active' && (
        <Button size="xs" variant="subtle" disabled={again.isPending} onClick={() => again.mutate(false)}>
          {t('mirrorAgain')}
        </Button>
      )}
    </section>
  );
}

function KindState({ kind }: { kind: Kind }): ReactNode {
  const { t } = useTranslation('connections');
  const { locale } = useFirmFormat();
  const number = (count: number) => count.toLocaleString(locale);
  if (kind.firstDoneAt === null)
    return (
      <span className="quiet figures">
        {kind.total === null
          ? t('mirrorReading', { done: number(kind.done) })
          : t('mirrorReadingOf', { done: number(kind.done), total: number(kind.total) })}
      </span>
    );
  return (
    <span className="quiet figures">
      {t('mirrorHave', { number: number(kind.linked) })}
      {kind.upToDateAt !== null && (
        <>
          {' · '}
          {t('mirrorUpTo')} <RelativeTime at={kind.upToDateAt} />
        </>
      )}
    </span>
  );
}

function useReadAgain(id: string) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (confirmRemovals: boolean) =>
      api('POST /api/v1/connections/:id/mirror', { params: { id }, body: { confirmRemovals } }),
    onSuccess: () => {
      showDone(t('mirrorQueued'));
      void client.invalidateQueries({ queryKey: ['connections'] });
    },
    onError: (error) => showProblem(error),
  });
}
