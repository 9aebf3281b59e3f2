import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import './mail-in.css';
import { MailList } from './mail-list.tsx';
import { ReplyForm } from './reply-form.tsx';

type Settings = Answer<'GET /api/v1/mail-in'>;

/** The live event `mail_in.changed` makes it stale. */
const settingsQuery = queryOptions({
  queryKey: ['mail-ins', 'settings'],
  queryFn: ({ signal }) => api('GET /api/v1/mail-in', { signal }),
});

/** How mail comes in: where it is handed over, whose word about senders is believed, and what came. */
export function MailInPage(): ReactNode {
  const { t } = useTranslation('mail-in');
  const { data, error, refetch } = useQuery(settingsQuery);
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} roles={['owner', 'administrator']}>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data && (
        <>
          <Webhook settings={data} />
          {data.hookUrl !== null && <TrustForm key={data.version} settings={data} />}
          {data.hookUrl !== null && <ReplyForm />}
          {data.hookUrl !== null && <MailList />}
        </>
      )}
    </SettingsPage>
  );
}

function Webhook({ settings }: { settings: Settings }): ReactNode {
  const { t } = useTranslation('mail-in');
  const client = useQueryClient();
  const [secret, setSecret] = useState<string>();
  async function renew(): Promise<void> {
    try {
      const made = await api('POST /api/v1/mail-in/secret');
      client.setQueryData(settingsQuery.queryKey, made.settings);
      setSecret(made.secret);
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <SettingsBlock title={t('webhook')} about={t('webhookAbout')}>
      {settings.hookUrl !== null && <CopyField label={t('hookUrl')} value={settings.hookUrl} />}
      {secret !== undefined && (
        <>
          <CopyField label={t('secret')} value={secret} />
          <p role="status">{t('secretOnce')}</p>
        </>
      )}
      <div className="settings-actions">
        {settings.hookUrl === null ? (
          <Button onClick={() => void renew()}>{t('make')}</Button>
        ) : (
          <PressTwice
            label={t('newSecret')}
            again={t('newSecretAgain')}
            about={t('webhook')}
            onPress={() => void renew()}
          />
        )}
      </div>
    </SettingsBlock>
  );
}

function TrustForm({ settings }: { settings: Settings }): ReactNode {
  const { t } = useTranslation('mail-in');
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { authservId, replyAddress, version } = settings;
  const form = useForm({ initialValues: { authservId, replyAddress } });
  async function submit(values: typeof form.values): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const body = { authservId: values.authservId.trim(), replyAddress: values.replyAddress.trim(), version };
    try {
      client.setQueryData(settingsQuery.queryKey, await api('PATCH /api/v1/mail-in', { body }));
      showDone(t('saved'));
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    }
    setBusy(false);
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void submit(values), focusFirstError)}>
      <SettingsBlock title={t('trust')} about={t('trustAbout')}>
        <TextInput
          label={t('authservId')}
          description={t('authservIdAbout')}
          placeholder="mx.example.com"
          spellCheck={false}
          {...form.getInputProps('authservId')}
        />
        <TextInput
          label={t('replyAddress')}
          description={t('replyAddressAbout')}
          type="email"
          placeholder="calendar@example.com"
          {...form.getInputProps('replyAddress')}
        />
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
        </div>
      </SettingsBlock>
    </form>
  );
}
