import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { Button, MultiSelect, NativeSelect, Switch, TextInput } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import type { Fields } from '../matters/use-fields.ts';
import { useFields } from '../matters/use-fields.ts';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { useAllStaff } from '../staff/staff-names.ts';
import { type TextSettings, useReadAgain } from './queries.ts';
import { changeOf, countryChoices, faultsOf, fieldsOf, type RulesFields } from './rules.ts';

type Form = Fields<RulesFields>;

/** In whose name, where and when texts leave, and what happens to those that come in. */
export function RulesForm({ settings }: { settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const readAgain = useReadAgain();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const form = useFields(fieldsOf(settings), (fields) =>
    Object.fromEntries(faultsOf(fields).map((name) => [name, t(`fault_${name}`)])),
  );
  async function submit(fields: RulesFields): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await api('PATCH /api/v1/text-settings', { body: { ...changeOf(fields), version: settings.version } });
      showDone(t('saved'));
      await readAgain();
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    }
    setBusy(false);
  }
  return (
    <form
      noValidate
      autoComplete="off"
      onSubmit={form.onSubmit((fields) => void submit(fields), focusFirstError)}
    >
      <Name form={form} settings={settings} />
      <When form={form} />
      <SettingsBlock title={t('noMail')} about={t('noMailAbout')}>
        <Switch label={t('signInByNumber')} {...form.getInputProps('signInByNumber', { type: 'checkbox' })} />
      </SettingsBlock>
      <ComesIn form={form} label={settings.label} />
      <SettingsBlock title={t('limit')} about={t('limitAbout')}>
        <TextInput
          label={t('dailyParts')}
          inputMode="numeric"
          className="texts__short"
          {...form.getInputProps('dailyParts')}
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

function Name({ form, settings }: { form: Form; settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const { installationWord } = settings;
  return (
    <SettingsBlock title={t('name')} about={t('nameAbout')}>
      <NativeSelect
        label={t('prefer')}
        data={[
          { value: 'number', label: t('prefer_number') },
          { value: 'word', label: t('prefer_word') },
        ]}
        {...form.getInputProps('prefer')}
      />
      <TextInput
        label={t('senderWord')}
        description={
          installationWord === null ? t('senderWordAbout') : t('senderWordElse', { word: installationWord })
        }
        maxLength={11}
        className="texts__short"
        {...form.getInputProps('senderWord')}
      />
      <Switch
        label={t('wordRegistered')}
        description={t('wordRegisteredAbout')}
        {...form.getInputProps('wordRegistered', { type: 'checkbox' })}
      />
    </SettingsBlock>
  );
}

function When({ form }: { form: Form }): ReactNode {
  const { t, i18n } = useTranslation('texts');
  const countries = useMemo(() => countryChoices(i18n.language), [i18n.language]);
  return (
    <SettingsBlock title={t('when')} about={t('whenAbout')}>
      <MultiSelect
        label={t('countries')}
        description={t('countriesAbout')}
        data={countries}
        searchable
        hidePickedOptions
        maxDropdownHeight={240}
        nothingFoundMessage={t('noCountry')}
        {...form.getInputProps('countries')}
      />
      <div className="texts__pair">
        <TextInput label={t('quietFrom')} type="time" {...form.getInputProps('quietFrom')} />
        <TextInput label={t('quietUntil')} type="time" {...form.getInputProps('quietUntil')} />
      </div>
      <Switch label={t('quietWeekends')} {...form.getInputProps('quietWeekends', { type: 'checkbox' })} />
    </SettingsBlock>
  );
}

function ComesIn({ form, label }: { form: Form; label: string }): ReactNode {
  const { t } = useTranslation('texts');
  const staff = useAllStaff().filter(({ active }) => active);
  return (
    <SettingsBlock title={t('comesIn')} about={t('comesInAbout')}>
      <NativeSelect
        label={t('unknownSenders')}
        data={[
          { value: 'triage', label: t('unknown_triage') },
          { value: 'drop', label: t('unknown_drop') },
        ]}
        {...form.getInputProps('unknownSenders')}
      />
      {form.values.unknownSenders === 'triage' && (
        <NativeSelect
          label={t('assignee')}
          data={[
            { value: '', label: t('nobody') },
            ...staff.map(({ id, firstName, lastName }) => ({ value: id, label: `${firstName} ${lastName}` })),
          ]}
          {...form.getInputProps('triageAssigneeId')}
        />
      )}
      <NativeSelect
        label={t('keywordAnswers')}
        description={t('keywordAnswersAbout', { label })}
        data={[
          { value: 'provider', label: t('answers_provider', { label }) },
          { value: 'ours', label: t('answers_ours') },
        ]}
        {...form.getInputProps('keywordAnswers')}
      />
    </SettingsBlock>
  );
}
