import '@mantine/core/styles/Input.layer.css';
import { Button, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import './retention.css';

type Lead = Answer<'GET /api/v1/leads/:id'>;

/** Whether a lead may lose its people and words one day: a hold, with its reason, or what is left of it. */
export function LeadKeeping({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('retention');
  const { locale, timeZone } = useFirmFormat();
  const day = (at: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(at));
  // What became a matter is kept with it.
  if (lead.matterId !== null) return null;
  return (
    <section aria-label={t('keeping')}>
      <h2 className="overview__title">{t('keeping')}</h2>
      {lead.anonymisedAt !== null ? (
        <p className="quiet">{t('anonymised', { day: day(lead.anonymisedAt) })}</p>
      ) : lead.hold ? (
        <Held lead={lead} hold={lead.hold} day={day(lead.hold.at)} />
      ) : (
        <NotHeld lead={lead} />
      )}
    </section>
  );
}

function Held(props: { lead: Lead; hold: NonNullable<Lead['hold']>; day: string }): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const { staff } = useMe();
  const { lead, hold, day } = props;
  const params = { id: lead.id };
  const again = () => client.invalidateQueries({ queryKey: ['leads'] });
  async function end(): Promise<void> {
    try {
      await api('DELETE /api/v1/leads/:id/hold', { params });
      await again();
      showDone(t('holdEnded', { lead: lead.title }), async () => {
        await api('PUT /api/v1/leads/:id/hold', { params, body: { reason: hold.reason } });
        await again();
      });
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <div className="lead-keeping">
      <p className="lead-keeping__reason">{hold.reason}</p>
      <p className="quiet">
        {hold.byName === null ? t('keptBySomebody', { day }) : t('keptBy', { name: hold.byName, day })}
      </p>
      {staff.role !== 'member' && (
        <Button size="compact-sm" variant="default" onClick={() => void end()}>
          {t('endHold')}
        </Button>
      )}
    </div>
  );
}

function NotHeld({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('retention');
  const [asking, setAsking] = useState(false);
  return (
    <div className="lead-keeping">
      <p className="quiet">{t('notHeld')}</p>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {t('hold')}
      </Button>
      {asking && <HoldDialog lead={lead} onClose={() => setAsking(false)} />}
    </div>
  );
}

function HoldDialog({ lead, onClose }: { lead: Lead; onClose: () => void }): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const form = useFields(
    { reason: '' },
    ({ reason }): Record<string, string> => (reason.trim() === '' ? { reason: t('holdReasonNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ reason }) => api('PUT /api/v1/leads/:id/hold', { params: { id: lead.id }, body: { reason } }),
    () => {
      onClose();
      showDone(t('held', { lead: lead.title }));
      void client.invalidateQueries({ queryKey: ['leads'] });
    },
  );
  return (
    <FormDialog title={t('holdTitle')} saveLabel={t('hold')} saving={saving} onClose={onClose} size={440}>
      <p className="quiet">{t('holdAbout')}</p>
      <Textarea label={t('holdReason')} rows={3} maxLength={500} {...form.getInputProps('reason')} />
    </FormDialog>
  );
}
