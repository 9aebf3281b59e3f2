import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';

const route = getRouteApi('/referrer/link/$token');

/** Where the e-mailed link leads. Opening it uses nothing up (mail scanners open links, too); the button signs in. */
export function LinkPage(): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const { token } = route.useParams();
  const navigate = useNavigate();
  const client = useQueryClient();
  const link = useQuery({
    queryKey: ['referrer-portal', 'link', token],
    queryFn: ({ signal }) => api('GET /api/v1/referrer-portal/links/:token', { params: { token }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const signIn = useMutation({
    mutationFn: () => api('POST /api/v1/referrer-portal/links/:token/sign-in', { params: { token } }),
    onSuccess: (person) => {
      client.setQueryData(['referrer-portal', 'me'], person);
      void navigate({ to: paths.referrerPortal, replace: true });
    },
  });
  const error = signIn.error ?? link.error;
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <EntryFrame title={t('linkGone')}>
        <p>{t('linkGoneAbout')}</p>
      </EntryFrame>
    );
  if (!link.data)
    return (
      <EntryFrame title={t('welcome')}>
        {error ? <ProblemAlert error={error} onRetry={() => void link.refetch()} /> : null}
      </EntryFrame>
    );
  const { firmName, firstName } = link.data;
  return (
    <EntryFrame
      title={firstName === '' ? t('welcome') : t('welcomeName', { name: firstName })}
      subtitle={t('linkAbout', { firm: firmName })}
    >
      <Button fullWidth loading={signIn.isPending} onClick={() => signIn.mutate()}>
        {t('goOn')}
      </Button>
      {error && <ProblemAlert error={error} dense />}
    </EntryFrame>
  );
}
