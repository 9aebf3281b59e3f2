import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { auth } from './auth.ts';
import { useTask } from './task.ts';

/** Asks for a link that sets a new password; says the same for every address. */
export function ForgottenStep(props: {
  email: string;
  onEmail: (email: string) => void;
  onBack: () => void;
}): ReactNode {
  const { t } = useTranslation('entry');
  const [sent, setSent] = useState(false);
  const task = useTask();
  const email = props.email.trim();
  const send = () =>
    task.run(async () => {
      await auth('POST /request-password-reset', { email });
      setSent(true);
    });
  if (sent)
    return (
      <div className="entry-form">
        <p role="status">{t('resetSent', { email })}</p>
        <Button variant="default" fullWidth onClick={props.onBack}>
          {t('backToSignIn')}
        </Button>
      </div>
    );
  return (
    <form
      className="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <p>{t('forgottenBody')}</p>
      <TextInput
        label={t('email')}
        type="email"
        value={props.email}
        onChange={({ currentTarget }) => props.onEmail(currentTarget.value)}
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
      />
      <Button type="submit" fullWidth size="md" loading={task.busy}>
        {t('sendLink')}
      </Button>
      <div className="entry-form__ways">
        <button type="button" className="link-button" onClick={props.onBack}>
          {t('backToSignIn')}
        </button>
      </div>
    </form>
  );
}
