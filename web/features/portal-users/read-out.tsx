import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import type { PortalUser } from './contact-portal.tsx';

type Made = Answer<'POST /api/v1/portal-users/:id/confirmation-code'>;

/** The code for a client whose address was changed: staff read it out once they know who they speak to. */
export function ReadOut({ user }: { user: PortalUser }): ReactNode {
  const { t } = useTranslation('portal-users');
  const { timeZone, country } = useFirmFormat();
  const [made, setMade] = useState<Made | null>(null);
  async function make(): Promise<void> {
    try {
      setMade(await api('POST /api/v1/portal-users/:id/confirmation-code', { params: { id: user.id } }));
    } catch (error) {
      showProblem(error);
    }
  }
  const when = (iso: string) =>
    new Intl.DateTimeFormat(`en-${country}`, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
      new Date(iso),
    );
  return (
    <div className="contact-portal__note">
      <p>{t(user.number !== null && user.lastSignedInAt === null ? 'firstTime' : 'mustConfirm')}</p>
      {made ? (
        <p role="status">
          <strong className="figures">
            {t('codeIs', { code: made.code.replace(/(\d{4})(\d{4})/, '$1 $2') })}
          </strong>{' '}
          {t('codeUntil', { when: when(made.expiresAt) })}
        </p>
      ) : (
        <p>
          <Button size="compact-sm" variant="default" onClick={() => void make()}>
            {t('readCode')}
          </Button>
        </p>
      )}
    </div>
  );
}
