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
import { connectionQuery } from './queries.ts';

/** Whether it answered when it was asked last, and the way to ask now. */
export function LastCheck(props: { connection: Connection; administrator: boolean }): ReactNode {
  const { t } = useTranslation('connections');
  const { connection, administrator } = props;
  const { id, label, status, lastCheck } = connection;
  const check = useCheck(id);
  const asking = check.isPending || connection.checking;
  if (status !== 'active' && lastCheck === null) return null;
  return (
    <section className="connection-check" aria-label={t('lastCheck')} aria-busy={asking}>
      <div className="connection-check__words" role="status">
        {asking ? <ProgressLine label={t('checkAsking', { label })} /> : <Outcome connection={connection} />}
      </div>
      {administrator && status === 'active' && (
        <Button size="xs" variant="default" disabled={asking} onClick={() => check.mutate()}>
          {t('check')}
        </Button>
      )}
    </section>
  );
}

function Outcome({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const { locale } = useFirmFormat();
  const { lastCheck, label, alarms } = connection;
  if (lastCheck === null) return <p className="quiet">{t('checkNever', { label })}</p>;
  const { at, answered, ms, detail } = lastCheck;
  return (
    <>
      <p>
        {answered ? t('checkAnswered', { ms: (ms ?? 0).toLocaleString(locale) }) : t('checkFailed')}
        <span className="quiet">
          {' · '}
          <RelativeTime at={at} />
        </span>
      </p>
      {/* The alarm above says it already. */}
      {detail !== '' && alarms.every((alarm) => alarm.detail !== detail) && (
        <p className="connection-check__said">{detail}</p>
      )}
    </>
  );
}

/** Asks for a check; its outcome comes with the live news. */
export function useCheck(id: string) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api('POST /api/v1/connections/:id/check', { params: { id } }),
    onSuccess: async ({ queued }) => {
      if (!queued) showDone(t('checkNothing'));
      await client.invalidateQueries({ queryKey: connectionQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: ['connections', 'list'] });
    },
    onError: (error) => showProblem(error),
  });
}
