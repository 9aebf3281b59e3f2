import { Button } from '@mantine/core';
import { IconMailOff } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';

const route = getRouteApi('/reminders/$token');

/**
 * Where the link at the foot of a reminder leads: one press ends them. Opening it alone ends nothing, because mail programs
 * open links by themselves.
 */
export function Reminders(): ReactNode {
  const { t } = useTranslation('leads');
  const params = route.useParams();
  const query = useQuery({
    queryKey: ['reminder-stop', params.token],
    queryFn: ({ signal }) => api('GET /api/v1/reminder-stops/:token', { params, signal }),
  });
  const stop = useMutation({ mutationFn: () => api('POST /api/v1/reminder-stops/:token', { params }) });
  const known = stop.data ?? query.data;
  if (query.error instanceof ApiProblem && query.error.status === 404)
    return (
      <EntryFrame title={t('stopGone')}>
        <EmptyState icon={<IconMailOff size={24} stroke={1.5} />} title={t('stopGone')}>
          {t('stopGoneBody')}
        </EmptyState>
      </EntryFrame>
    );
  if (query.error && !known)
    return (
      <EntryFrame title={t('reminders')}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </EntryFrame>
    );
  if (!known) return null;
  return (
    <EntryFrame title={t('stopTitle', { firm: known.firmName })}>
      {known.stopped ? (
        <p role="status">{t('stopDone', { firm: known.firmName })}</p>
      ) : (
        <>
          <p>{t('stopBody')}</p>
          {stop.error && <ProblemAlert error={stop.error} dense />}
          <Button mt={16} disabled={stop.isPending} onClick={() => stop.mutate()}>
            {t('stopDo')}
          </Button>
        </>
      )}
    </EntryFrame>
  );
}
