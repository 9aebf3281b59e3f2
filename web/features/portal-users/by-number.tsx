/** Clients without e-mail, who come by mobile number. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { contactTextingQuery } from '../texts/queries.ts';
import { type OfContact, type PortalUser, useDoing } from './contact-portal.tsx';

/** For a contact without e-mail: by text, where the firm lets them come by number; else why not. */
export function InviteByNumber({ contact }: { contact: OfContact }): ReactNode {
  const { t } = useTranslation('portal-users');
  const { country } = useFirmFormat();
  const doing = useDoing();
  const { data } = useQuery(contactTextingQuery(contact.id));
  const [chosen, setChosen] = useState('');
  if (!data) return null;
  if (!data.signInByNumber) return <p className="quiet">{t('noEmail')}</p>;
  const mobiles = data.numbers.filter(({ kind }) => kind === 'mobile' || kind === 'either');
  const agreed = mobiles.filter(({ consent }) => consent === 'in').map(({ number }) => number);
  const [first] = agreed;
  if (first === undefined)
    return <p className="quiet">{t(mobiles.length === 0 ? 'noMobile' : 'noConsent')}</p>;
  const number = agreed.includes(chosen) ? chosen : first;
  return (
    <>
      <p className="quiet">{t('notInvitedByText')}</p>
      <div className="contact-portal__acts">
        {agreed.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('mobile')}
            data={agreed.map((one) => ({ value: one, label: formatPhone(one, country) }))}
            value={number}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          />
        )}
        <Button
          size="compact-sm"
          onClick={() =>
            void doing(
              () => api('POST /api/v1/portal-users', { body: { contactId: contact.id, number } }),
              t('invited', { name: contact.displayName }),
            )
          }
        >
          {t('inviteByText')}
        </Button>
      </div>
    </>
  );
}

/** Another number for somebody who comes by number, or an e-mail address from now on. */
export function ChangeWay({ user, onClose }: { user: PortalUser; onClose: () => void }): ReactNode {
  const { t } = useTranslation('portal-users');
  const client = useQueryClient();
  const form = useFields(
    { way: 'number', number: user.number ?? '', email: '' },
    ({ way, number, email }): Record<string, string> => ({
      ...(way === 'number' && number.trim() === '' ? { number: t('numberNeeded') } : {}),
      ...(way === 'email' && email.trim() === '' ? { email: t('addressNeeded') } : {}),
    }),
  );
  const saving = useSaving(
    form,
    ({ way, number, email }) =>
      api('PATCH /api/v1/portal-users/:id', {
        params: { id: user.id },
        body: {
          version: user.version,
          ...(way === 'email' ? { email: email.trim() } : { number: number.replaceAll(/[\s().-]/g, '') }),
        },
      }),
    () => {
      void client.invalidateQueries({ queryKey: ['portal-users'] });
      showDone(t('wayChanged'));
      onClose();
    },
  );
  return (
    <FormDialog title={t('changeWay')} saveLabel={t('save')} saving={saving} onClose={onClose}>
      <p className="quiet">{t('changeWayAbout')}</p>
      <NativeSelect
        label={t('way')}
        data={[
          { value: 'number', label: t('way_number') },
          { value: 'email', label: t('way_email') },
        ]}
        {...form.getInputProps('way')}
      />
      {form.values.way === 'email' ? (
        <TextInput type="email" label={t('newAddress')} maxLength={254} {...form.getInputProps('email')} />
      ) : (
        <TextInput
          type="tel"
          label={t('newNumber')}
          description={t('newNumberAbout')}
          maxLength={40}
          {...form.getInputProps('number')}
        />
      )}
    </FormDialog>
  );
}
