import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { useEnter } from '../sign-in/enter.ts';
import '../sign-in/entry-form.css';
import { NewPassword } from '../sign-in/new-password.tsx';
import { strengthOf } from '../sign-in/password-strength.ts';
import { useTask } from '../sign-in/task.ts';
import { guessPlace } from './place.ts';
import { PlaceFields } from './place-fields.tsx';
import './set-up.css';

function startValues() {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return {
    firm: { name: '', ...guessPlace(timeZone, navigator.language) },
    owner: { firstName: '', lastName: '', email: '', password: '' },
  };
}

/** The first run: the firm and its owner, on one page. */
export function SetUp(): ReactNode {
  const { t } = useTranslation('entry');
  const enter = useEnter();
  const task = useTask();
  const needed = (value: string) => (value.trim() === '' ? t('needed') : null);
  const form = useForm({
    initialValues: startValues(),
    validate: {
      firm: { name: needed },
      owner: {
        firstName: needed,
        lastName: needed,
        email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('emailNeeded')),
        password: (value) => (strengthOf(value) === 'tooShort' ? t('strength_tooShort') : null),
      },
    },
  });
  const { firm, owner } = form.values;

  const start = (values: typeof form.values) =>
    task.run(async () => {
      try {
        await api('POST /api/v1/setup', {
          body: { ...values, owner: { ...values.owner, email: values.owner.email.trim() } },
        });
      } catch (error) {
        if (atFields(error, form)) return;
        throw error;
      }
      await enter(paths.home);
    });
  return (
    <EntryFrame title={t('setUpTitle')} subtitle={t('setUpSubtitle')} wide below={<DemoHint />}>
      <form
        className="entry-form"
        noValidate
        onSubmit={form.onSubmit((values) => void start(values), focusFirstError)}
      >
        {task.error !== undefined && <ProblemAlert error={task.error} dense />}
        <fieldset className="entry-form__group">
          <legend className="entry-form__legend">{t('yourFirm')}</legend>
          <TextInput
            label={t('firmName')}
            autoComplete="organization"
            autoFocus
            maxLength={200}
            {...form.getInputProps('firm.name')}
          />
          <div className="set-up__place">
            <PlaceFields
              value={firm}
              errors={{
                country: form.errors['firm.country'],
                timeZone: form.errors['firm.timeZone'],
                currency: form.errors['firm.currency'],
              }}
              onChange={(place) => form.setFieldValue('firm', { name: firm.name, ...place })}
            />
          </div>
        </fieldset>
        <fieldset className="entry-form__group">
          <legend className="entry-form__legend">{t('you')}</legend>
          <div className="entry-form__pair">
            <TextInput
              label={t('firstName')}
              autoComplete="given-name"
              maxLength={100}
              {...form.getInputProps('owner.firstName')}
            />
            <TextInput
              label={t('lastName')}
              autoComplete="family-name"
              maxLength={100}
              {...form.getInputProps('owner.lastName')}
            />
          </div>
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            {...form.getInputProps('owner.email')}
          />
          <NewPassword
            label={t('password')}
            value={owner.password}
            error={form.errors['owner.password']}
            personal={[firm.name, owner.firstName, owner.lastName, owner.email]}
            onChange={(password) => form.setFieldValue('owner.password', password)}
          />
        </fieldset>
        <Button type="submit" size="md" fullWidth loading={task.busy}>
          {t('start')}
        </Button>
      </form>
    </EntryFrame>
  );
}

function DemoHint(): ReactNode {
  const { t } = useTranslation('entry');
  return (
    <>
      {t('demoHint')} <code className="set-up__command">npm run demo</code>
    </>
  );
}
