import '@mantine/core/styles/Input.layer.css';
import { Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { Hold, Of } from './queries.ts';

function useReason(save: (reason: string) => Promise<unknown>, done: string, onClose: () => void) {
  const { t } = useTranslation('hand-over');
  const client = useQueryClient();
  const form = useFields(
    { reason: '' },
    ({ reason }): Record<string, string> => (reason.trim() === '' ? { reason: t('reasonNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ reason }) => save(reason),
    () => {
      onClose();
      showDone(done);
      void client.invalidateQueries({ queryKey: ['holds'] });
    },
  );
  return { form, saving };
}

/** `of: null`: everything of the firm. */
export function HoldDialog({ of, onClose }: { of: Of | null; onClose: () => void }): ReactNode {
  const { t } = useTranslation('hand-over');
  const save = (reason: string) => api('POST /api/v1/holds', { body: { ...of, reason } });
  const { form, saving } = useReason(save, t('held'), onClose);
  const about = of === null ? 'holdFirmAbout' : 'matterId' in of ? 'holdMatterAbout' : 'holdContactAbout';
  return (
    <FormDialog
      title={t('holdTitle')}
      saveLabel={t('putOnHold')}
      saving={saving}
      onClose={onClose}
      size={440}
    >
      <p className="quiet">{t(about)}</p>
      <Textarea label={t('reason')} rows={3} maxLength={500} {...form.getInputProps('reason')} />
    </FormDialog>
  );
}

export function EndHoldDialog({ hold, onClose }: { hold: Hold; onClose: () => void }): ReactNode {
  const { t } = useTranslation('hand-over');
  const save = (reason: string) =>
    api('POST /api/v1/holds/:id/end', { params: { id: hold.id }, body: { reason } });
  const { form, saving } = useReason(save, t('ended'), onClose);
  return (
    <FormDialog title={t('endTitle')} saveLabel={t('end')} saving={saving} onClose={onClose} size={440}>
      <p className="quiet">{t('endAbout')}</p>
      <Textarea label={t('reason')} rows={3} maxLength={500} {...form.getInputProps('reason')} />
    </FormDialog>
  );
}
