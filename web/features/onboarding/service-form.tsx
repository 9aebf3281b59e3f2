import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { type Settings, useReadAgain } from './queries.ts';

/** Where the service is and the key to it; connecting shows the webhook's secret once. */
export function ServiceForm(props: { settings: Settings; onSecret: (secret: string) => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const readAgain = useReadAgain();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { settings, onSecret } = props;
  const { connected, label, hasKey, revision } = settings;
  const form = useForm({ initialValues: { baseUrl: settings.baseUrl, apiKey: '' } });
  async function save(values: typeof form.values): Promise<void> {
    const baseUrl = values.baseUrl.trim();
    const apiKey = values.apiKey.trim();
    if (connected) {
      const body = { baseUrl, ...(apiKey === '' ? {} : { apiKey }), revision };
      await api('PATCH /api/v1/onboarding-settings', { body });
      showDone(t('saved'));
    } else {
      const body = { baseUrl, apiKey: apiKey === '' ? null : apiKey };
      onSecret((await api('POST /api/v1/onboarding-settings', { body })).secret);
      showDone(t('connected', { label }));
    }
    await readAgain();
  }
  async function submit(values: typeof form.values): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    await save(values).catch((error: unknown) => {
      if (!atFields(error, form)) setProblem(error);
    });
    setBusy(false);
  }
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={form.onSubmit((values) => void submit(values), focusFirstError)}
    >
      <SettingsBlock title={t('service')} about={t('serviceAbout', { label })}>
        <TextInput
          label={t('baseUrl')}
          description={t('baseUrlAbout')}
          type="url"
          placeholder="https://onboarding-bridge.example.com"
          {...form.getInputProps('baseUrl')}
        />
        <TextInput
          label={t('apiKey')}
          description={t(hasKey ? 'apiKeyKept' : 'apiKeyAbout')}
          type="password"
          autoComplete="off"
          {...form.getInputProps('apiKey')}
        />
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t(connected ? 'save' : 'connect')}
          </Button>
        </div>
      </SettingsBlock>
    </form>
  );
}
