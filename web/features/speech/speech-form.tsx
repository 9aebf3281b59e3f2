import { Button, Checkbox, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import '@mantine/core/styles/Checkbox.layer.css';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { type SpeechSettings, speechSettingsQuery } from './queries.ts';

/** Service and consent policy, saved together. */
export function SpeechForm({ settings }: { settings: SpeechSettings }): ReactNode {
  const { t } = useTranslation('speech');
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const form = useForm({
    initialValues: {
      baseUrl: settings.baseUrl,
      apiKey: '',
      noKey: false,
      transcriptionModel: settings.transcriptionModel,
      summaryModel: settings.summaryModel,
      language: settings.language ?? '',
      maxMegabytes: String(settings.maxMegabytes),
      includeRestricted: settings.includeRestricted,
      consent: settings.consent,
    },
  });
  async function save(values: typeof form.values): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const { noKey, apiKey, language, maxMegabytes, ...rest } = values;
    try {
      const saved = await api('PUT /api/v1/speech-settings', {
        body: {
          ...rest,
          baseUrl: rest.baseUrl.trim(),
          ...(noKey ? { apiKey: null } : apiKey.trim() === '' ? {} : { apiKey: apiKey.trim() }),
          language: language.trim() === '' ? null : language.trim().toLowerCase(),
          maxMegabytes: Number(maxMegabytes) || 25,
          revision: settings.revision,
        },
      });
      client.setQueryData(speechSettingsQuery.queryKey, saved);
      showDone(t('saved'));
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const { consentBy, consentAt } = settings;
  return (
    <form noValidate onSubmit={form.onSubmit((values) => void save(values), focusFirstError)}>
      <SettingsBlock title={t('service')} about={t('serviceAbout')}>
        <TextInput
          label={t('baseUrl')}
          description={t('baseUrlAbout')}
          type="url"
          placeholder="https://api.example.com/v1"
          {...form.getInputProps('baseUrl')}
        />
        <TextInput
          label={t('apiKey')}
          description={t(settings.hasKey ? 'apiKeyKept' : 'apiKeyAbout')}
          type="password"
          autoComplete="off"
          disabled={form.values.noKey}
          {...form.getInputProps('apiKey')}
        />
        {settings.hasKey && (
          <Checkbox label={t('removeKey')} {...form.getInputProps('noKey', { type: 'checkbox' })} />
        )}
        <TextInput
          label={t('transcriptionModel')}
          placeholder="whisper-1"
          {...form.getInputProps('transcriptionModel')}
        />
        <TextInput label={t('summaryModel')} {...form.getInputProps('summaryModel')} />
        <TextInput
          label={t('language')}
          description={t('languageAbout')}
          maxLength={2}
          w={220}
          {...form.getInputProps('language')}
        />
        <TextInput
          label={t('maxMegabytes')}
          type="number"
          min={1}
          max={200}
          w={220}
          {...form.getInputProps('maxMegabytes')}
        />
        <Checkbox
          label={t('includeRestricted')}
          {...form.getInputProps('includeRestricted', { type: 'checkbox' })}
        />
      </SettingsBlock>
      <SettingsBlock title={t('consent')} about={t('consentAbout')}>
        <Textarea
          label={t('consentField')}
          placeholder={t('consentExample')}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4000}
          {...form.getInputProps('consent')}
        />
        {consentAt !== null && (
          <p className="quiet">
            {t('consentStated', { name: consentBy ?? '' })} <RelativeTime at={consentAt} />
          </p>
        )}
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
