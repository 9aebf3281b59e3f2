import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { sessionKey } from '../../api/session-query.ts';
import { speakAs } from '../../i18n/i18n.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { AccountWait } from './account-wait.tsx';
import { atFields, focusFirstError } from './field-errors.ts';
import '../../ui/facts.css';
import { PlaceFields } from '../set-up/place-fields.tsx';
import { SettingsBlock, SettingsPage } from './settings-page.tsx';

/** The firm's name, and where it is: wording, clock and money follow. */
export function FirmPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <SettingsPage title={t('firm')} subtitle={t('firmAbout')} roles={['owner', 'administrator']}>
      <FirmForm />
      <AccountWait />
    </SettingsPage>
  );
}

function FirmForm(): ReactNode {
  const { t } = useTranslation(['settings', 'entry']);
  const client = useQueryClient();
  const { firm } = useMe();
  const { name, country, timeZone, currency } = firm;
  const before = { name, country, timeZone, currency };
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const form = useForm({
    initialValues: before,
    validate: { name: (value) => (value.trim() === '' ? t('entry:needed') : null) },
  });

  async function write(body: typeof before): Promise<void> {
    await api('PATCH /api/v1/firm', { body });
    await client.invalidateQueries({ queryKey: sessionKey, exact: true });
    await speakAs(body.country);
    form.setInitialValues(body);
    form.setValues(body);
  }
  async function save(values: typeof before): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await write(values);
      showDone(t('firmSaved', { name: values.name }), () => write(before));
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const { values, errors } = form;
  return (
    <form noValidate onSubmit={form.onSubmit((changed) => void save(changed), focusFirstError)}>
      <SettingsBlock title={t('firmName')} about={t('firmNameAbout')}>
        <TextInput label={t('entry:firmName')} maxLength={200} {...form.getInputProps('name')} />
      </SettingsBlock>
      <SettingsBlock title={t('firmPlace')} about={t('firmPlaceAbout')}>
        <PlaceFields
          value={values}
          errors={{ country: errors.country, timeZone: errors.timeZone, currency: errors.currency }}
          onChange={(place) => form.setValues({ ...values, ...place })}
        />
        {values.currency !== before.currency && <p className="quiet">{t('currencyNote')}</p>}
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
          {form.isDirty() && (
            <Button variant="subtle" onClick={() => form.reset()}>
              {t('putBack')}
            </Button>
          )}
        </div>
      </SettingsBlock>
    </form>
  );
}
