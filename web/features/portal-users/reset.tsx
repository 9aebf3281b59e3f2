import { Button } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { useProof } from '../completion/use-proof.tsx';
import { AskForReset } from './ask-for-reset.tsx';
import type { PortalUser } from './contact-portal.tsx';

type Reset = NonNullable<Answer<'GET /api/v1/portal-users/:id/reset'>['reset']>;
type Step = 'confirmation' | 'completion' | 'stop';

const resetQuery = (id: string) =>
  queryOptions({
    queryKey: ['portal-users', 'reset', id],
    queryFn: ({ signal }) => api('GET /api/v1/portal-users/:id/reset', { params: { id }, signal }),
  });

/** For a client who lost every second step of signing in: one asks, another confirms, and after a day they begin anew. */
export function ResetFactors({ user }: { user: PortalUser }): ReactNode {
  const { t } = useTranslation('portal-users');
  const { data } = useQuery(resetQuery(user.id));
  const [asking, setAsking] = useState(false);
  if (!data) return null;
  if (data.reset) return <OpenReset user={user} reset={data.reset} />;
  return (
    <>
      <div className="contact-portal__acts">
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
          {t('lostFactors')}
        </Button>
      </div>
      {asking && <AskForReset user={user} onClose={() => setAsking(false)} />}
    </>
  );
}

function OpenReset({ user, reset }: { user: PortalUser; reset: Reset }): ReactNode {
  const { t } = useTranslation('portal-users');
  const client = useQueryClient();
  const zone = useFirmFormat();
  const proof = useProof();
  const params = { id: user.id };
  const steps: Record<Step, () => Promise<unknown>> = {
    confirmation: () => api('POST /api/v1/portal-users/:id/reset/confirmation', { params }),
    completion: () => api('POST /api/v1/portal-users/:id/reset/completion', { params }),
    stop: () => api('DELETE /api/v1/portal-users/:id/reset', { params }),
  };
  const take = (step: Step) =>
    proof.run(async () => {
      await steps[step]();
      await client.invalidateQueries({ queryKey: ['portal-users'] });
      showDone(t(`reset_${step}`, { name: user.name }));
    });
  const readyAt = reset.readyAt === null ? '' : plannedMoment(new Date(reset.readyAt), zone);
  return (
    <div className="contact-portal__note">
      <p>
        {t('resetAsked', { name: reset.askedBy, how: t(`checked_${reset.checkedBy}`) })} {reset.note}
      </p>
      {reset.readyAt === null && <p>{t(reset.mine ? 'resetOther' : 'resetConfirmAbout')}</p>}
      {reset.readyAt !== null && (
        <p>
          {t(reset.ready ? 'resetReady' : 'resetWaits', { name: reset.confirmedBy ?? '', when: readyAt })}
        </p>
      )}
      <div className="contact-portal__acts">
        {reset.readyAt === null && !reset.mine && (
          <Button size="compact-sm" onClick={() => void take('confirmation')}>
            {t('resetConfirm')}
          </Button>
        )}
        {reset.ready && (
          <Button size="compact-sm" onClick={() => void take('completion')}>
            {t('resetDo')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => void take('stop')}>
          {t('resetStop')}
        </Button>
      </div>
      {proof.dialog}
    </div>
  );
}
