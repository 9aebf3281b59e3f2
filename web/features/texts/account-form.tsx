import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { type TextSettings, useReadAgain } from './queries.ts';

/** The firm's account at the provider. Secrets are typed anew or left as they are. */
export function AccountForm({ settings }: { settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const readAgain = useReadAgain();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { connected, label, hasKey, version } = settings;
  const form = useForm({
    initialValues: {
      accountId: settings.accountId,
      authToken: '',
      keyId: '',
      keySecret: '',
      apiUrl: settings.apiUrl,
    },
    validate: (values) => ({
      ...(values.accountId.trim() === '' ? { accountId: t('needed') } : {}),
      ...(values.authToken.trim() === '' ? { authToken: t('needed') } : {}),
      ...((values.keyId.trim() === '') === (values.keySecret.trim() === '')
        ? {}
        : { keySecret: t('bothOrNone') }),
    }),
  });
  async function save(values: typeof form.values): Promise<void> {
    const account = {
      apiUrl: values.apiUrl.trim() === '' ? null : values.apiUrl.trim(),
      accountId: values.accountId.trim(),
      authToken: values.authToken.trim(),
      key: values.keyId.trim() === '' ? null : { id: values.keyId.trim(), secret: values.keySecret.trim() },
    };
    if (connected) await api('PATCH /api/v1/text-settings', { body: { account, version } });
    else await api('POST /api/v1/text-settings', { body: account });
    showDone(t(connected ? 'saved' : 'connected', { label }));
    form.resetDirty();
    await readAgain();
  }
  async function submit(values: typeof form.values): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    await save(values).catch((error: unknown) => {
      const named = (errors: Readonly<Record<string, string>>) =>
        Object.fromEntries(
          Object.entries(errors).map(([name, words]) => [name.replace(/^account\./, ''), words]),
        );
      if (!atFields(error, form, named)) setProblem(error);
    });
    setBusy(false);
  }
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={form.onSubmit((values) => void submit(values), focusFirstError)}
    >
      <SettingsBlock title={t('account')} about={t('accountAbout', { label })}>
        <TextInput label={t('accountId')} placeholder="AC…" {...form.getInputProps('accountId')} />
        <TextInput
          label={t('authToken')}
          description={t(connected ? 'authTokenKept' : 'authTokenAbout')}
          type="password"
          autoComplete="off"
          {...form.getInputProps('authToken')}
        />
        <details className="texts__more">
          <summary>{t('moreAccount')}</summary>
          <div className="texts__fields">
            <TextInput
              label={t('keyId')}
              description={t(hasKey ? 'keyKept' : 'keyAbout')}
              placeholder="SK…"
              {...form.getInputProps('keyId')}
            />
            <TextInput
              label={t('keySecret')}
              type="password"
              autoComplete="off"
              {...form.getInputProps('keySecret')}
            />
            <TextInput
              label={t('apiUrl')}
              description={t('apiUrlAbout')}
              type="url"
              {...form.getInputProps('apiUrl')}
            />
          </div>
        </details>
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
