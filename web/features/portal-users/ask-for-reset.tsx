import { NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { useProof } from '../completion/use-proof.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { PortalUser } from './contact-portal.tsx';

const checks = ['called_back', 'in_person', 'video'] as const;

/** How one made sure who they are, in a few words that stay in the log. */
export function AskForReset({ user, onClose }: { user: PortalUser; onClose: () => void }): ReactNode {
  const { t } = useTranslation('portal-users');
  const client = useQueryClient();
  const proof = useProof();
  const form = useFields(
    { checkedBy: 'called_back', note: '' },
    ({ note }): Record<string, string> => (note.trim().length < 3 ? { note: t('resetNoteNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ checkedBy, note }) =>
      proof.run(async () => {
        const body = {
          checkedBy: checks.find((one) => one === checkedBy) ?? 'called_back',
          note: note.trim(),
        };
        await api('POST /api/v1/portal-users/:id/reset', { params: { id: user.id }, body });
        await client.invalidateQueries({ queryKey: ['portal-users'] });
        showDone(t('resetIsAsked', { name: user.name }));
        onClose();
      }),
    () => undefined,
  );
  return (
    <>
      <FormDialog title={t('lostFactors')} saveLabel={t('resetAsk')} saving={saving} onClose={onClose}>
        <p className="quiet">{t('lostFactorsAbout')}</p>
        <NativeSelect
          label={t('resetCheck')}
          data={checks.map((value) => ({ value, label: t(`check_${value}`) }))}
          data-autofocus
          {...form.getInputProps('checkedBy')}
        />
        <Textarea
          label={t('resetNote')}
          description={t('resetNoteAbout')}
          maxLength={1000}
          autosize
          minRows={2}
          {...form.getInputProps('note')}
        />
      </FormDialog>
      {proof.dialog}
    </>
  );
}
