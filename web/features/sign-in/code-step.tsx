import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { auth } from './auth.ts';
import { CodeField } from './code-field.tsx';
import { useTask } from './task.ts';

/** A six-figure code by e-mail; the answer is the same whether there is such an account. */
export function CodeStep(props: {
  email: string;
  onEmail: (email: string) => void;
  onProven: (needsSecond: boolean) => Promise<void>;
  onBack: () => void;
}): ReactNode {
  const { t } = useTranslation('entry');
  const [sent, setSent] = useState(false);
  const [code, setCode] = useState('');
  const task = useTask();
  const email = props.email.trim();

  const send = () =>
    task.run(async () => {
      await auth('POST /email-otp/send-verification-otp', { email, type: 'sign-in' });
      setCode('');
      setSent(true);
    });
  async function check(otp: string): Promise<void> {
    const proven = await task.run(async () => {
      const answer = await auth('POST /sign-in/email-otp', { email, otp });
      await props.onProven(answer.twoFactorRedirect === true);
    });
    if (!proven) setCode('');
  }
  return (
    <form
      className="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        void (sent ? check(code) : send());
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      {sent ? (
        <>
          <p role="status">{t('codeSent', { email })}</p>
          <CodeField
            label={t('code')}
            value={code}
            onChange={setCode}
            onWhole={(whole) => void check(whole)}
          />
        </>
      ) : (
        <>
          <p>{t('codeBody')}</p>
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
        </>
      )}
      <Button type="submit" fullWidth size="md" loading={task.busy}>
        {sent ? t('signIn') : t('sendCode')}
      </Button>
      <div className="entry-form__ways">
        {sent && (
          <button type="button" className="link-button" onClick={() => void send()}>
            {t('sendAgain')}
          </button>
        )}
        <button type="button" className="link-button" onClick={props.onBack}>
          {t('backToSignIn')}
        </button>
      </div>
    </form>
  );
}
