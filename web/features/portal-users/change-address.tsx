import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { PortalUser } from './contact-portal.tsx';

/** Another mailbox for the same person. */
export function ChangeAddress({ user, onClose }: { user: PortalUser; onClose: () => void }): ReactNode {
  const { t } = useTranslation('portal-users');
  const client = useQueryClient();
  const form = useFields(
    { email: user.email },
    ({ email }): Record<string, string> => (email.trim() === '' ? { email: t('addressNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ email }) =>
      api('PATCH /api/v1/portal-users/:id', {
        params: { id: user.id },
        body: { email: email.trim(), version: user.version },
      }),
    () => {
      void client.invalidateQueries({ queryKey: ['portal-users'] });
      showDone(t('changed'));
      onClose();
    },
  );
  return (
    <FormDialog title={t('changeAddress')} saveLabel={t('save')} saving={saving} onClose={onClose}>
      <p className="quiet">{t('changeAbout')}</p>
      <TextInput
        type="email"
        label={t('newAddress')}
        data-autofocus
        maxLength={254}
        {...form.getInputProps('email')}
      />
    </FormDialog>
  );
}
