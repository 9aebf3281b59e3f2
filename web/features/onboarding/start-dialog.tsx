import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../ui/toasts.tsx';
import './onboarding.css';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { type Candidate, type CaseOnboarding, type CaseRef, caseQuery, start } from './queries.ts';

const asks = ['id', 'address', 'aml', 'sof', 'TA6', 'TA7', 'TA10'] as const;

const missing = ({ email, mobile }: Candidate) =>
  email === null ? 'email' : mobile === null ? 'mobile' : null;

/** Who is invited, and what they are asked for. Whom the service could not reach cannot be chosen, and why is said. */
export function StartDialog(props: { of: CaseRef; data: CaseOnboarding; onClose: () => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const client = useQueryClient();
  const { of, data, onClose } = props;
  const reachable = data.candidates.filter((candidate) => missing(candidate) === null);
  const form = useFields(
    { clients: reachable.map(({ contactId }) => contactId), asks: ['id', 'address'] },
    (values) => ({
      ...(values.clients.length === 0 ? { clients: t('chooseClient') } : {}),
      ...(values.asks.length === 0 ? { asks: t('chooseAsk') } : {}),
    }),
  );
  const saving = useSaving(
    form,
    (values) => start(of, { clients: values.clients, asks: asks.filter((ask) => values.asks.includes(ask)) }),
    (after) => {
      client.setQueryData(caseQuery(of).queryKey, after);
      showDone(t('started', { label: data.provider?.label ?? '' }));
      onClose();
    },
  );
  return (
    <FormDialog
      title={t('start')}
      saveLabel={t('sendInvitations')}
      saving={saving}
      onClose={onClose}
      size={480}
    >
      <p className="quiet">{t('startAbout', { label: data.provider?.label ?? '' })}</p>
      {data.candidates.length === 0 && <p role="alert">{t('noClients')}</p>}
      <Checkbox.Group label={t('clients')} {...form.getInputProps('clients')}>
        <div className="onboarding__choices">
          {data.candidates.map((candidate) => {
            const lacks = missing(candidate);
            return (
              <div key={candidate.contactId}>
                <Checkbox
                  value={candidate.contactId}
                  label={candidate.name}
                  disabled={lacks !== null}
                  description={
                    lacks === null ? `${candidate.email} · ${candidate.mobile}` : t(`lacks_${lacks}`)
                  }
                />
                {lacks !== null && (
                  <Link to={`/contacts/${candidate.contactId}`} className="onboarding__mend">
                    {t('mendContact', { name: candidate.name })}
                  </Link>
                )}
              </div>
            );
          })}
        </div>
      </Checkbox.Group>
      <Checkbox.Group label={t('asks')} {...form.getInputProps('asks')}>
        <div className="onboarding__choices">
          {asks.map((ask) => (
            <Checkbox key={ask} value={ask} label={t(`ask_${ask}`)} />
          ))}
        </div>
      </Checkbox.Group>
    </FormDialog>
  );
}
