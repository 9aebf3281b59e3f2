import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { sessionKey } from '../../api/session-query.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';

type Names = { firstName: string; lastName: string };

export function ProfileForm(): ReactNode {
  const { t } = useTranslation(['account', 'entry', 'settings']);
  const { staff } = useMe();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const before = { firstName: staff.firstName, lastName: staff.lastName };
  const needed = (value: string) => (value.trim() === '' ? t('entry:needed') : null);
  const form = useForm({ initialValues: before, validate: { firstName: needed, lastName: needed } });

  async function write(body: Names): Promise<void> {
    await api('PATCH /api/v1/me', { body });
    await client.invalidateQueries({ queryKey: sessionKey, exact: true });
    form.setInitialValues(body);
    form.setValues(body);
  }
  async function save(values: Names): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await write({ firstName: values.firstName.trim(), lastName: values.lastName.trim() });
      showDone(t('nameSaved'), () => write(before));
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form
      className="account-form"
      noValidate
      onSubmit={form.onSubmit((values) => void save(values), focusFirstError)}
    >
      {problem !== undefined && <ProblemAlert error={problem} dense />}
      <div className="settings-pair">
        <TextInput
          label={t('entry:firstName')}
          autoComplete="given-name"
          maxLength={100}
          {...form.getInputProps('firstName')}
        />
        <TextInput
          label={t('entry:lastName')}
          autoComplete="family-name"
          maxLength={100}
          {...form.getInputProps('lastName')}
        />
      </div>
      <div>
        <Button type="submit" variant="default" loading={busy} disabled={!form.isDirty()}>
          {t('settings:save')}
        </Button>
      </div>
    </form>
  );
}
