import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { IconFingerprint, IconMail } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { auth } from './auth.ts';
import { PasskeyNotUsed, passkeysWork, signInByPasskey, stopWaitingForPasskey } from './passkey.ts';
import { useTask } from './task.ts';

export function PasswordStep(props: {
  email: string;
  onEmail: (email: string) => void;
  onProven: (needsSecond: boolean) => Promise<void>;
  onCode: () => void;
  onForgotten: () => void;
}): ReactNode {
  const { t } = useTranslation('entry');
  const [password, setPassword] = useState('');
  const task = useTask();
  const withPasskeys = passkeysWork();
  useQuietPasskey(withPasskeys, () => props.onProven(false));

  const signIn = () =>
    task.run(async () => {
      const answer = await auth('POST /sign-in/email', { email: props.email.trim(), password });
      await props.onProven(answer.twoFactorRedirect === true);
    });
  const byPasskey = () =>
    task.run(async () => {
      try {
        await signInByPasskey(false);
      } catch (error) {
        if (error instanceof PasskeyNotUsed) return;
        throw error;
      }
      await props.onProven(false);
    });
  return (
    <form
      className="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <TextInput
        label={t('email')}
        type="email"
        value={props.email}
        onChange={({ currentTarget }) => props.onEmail(currentTarget.value)}
        autoComplete={withPasskeys ? 'username webauthn' : 'username'}
        required
        withAsterisk={false}
        autoFocus
      />
      <div className="entry-form__field">
        <PasswordInput
          label={t('password')}
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
        <button type="button" className="link-button entry-form__beside" onClick={props.onForgotten}>
          {t('forgotten')}
        </button>
      </div>
      <Button type="submit" fullWidth size="md" loading={task.busy}>
        {t('signIn')}
      </Button>
      <p className="entry-form__or">{t('or')}</p>
      {withPasskeys && (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconFingerprint size={18} stroke={1.75} aria-hidden />}
          onClick={() => void byPasskey()}
        >
          {t('byPasskey')}
        </Button>
      )}
      <Button
        variant="default"
        fullWidth
        leftSection={<IconMail size={18} stroke={1.75} aria-hidden />}
        onClick={props.onCode}
      >
        {t('byCode')}
      </Button>
    </form>
  );
}

/** Lets the browser offer a passkey in the e-mail field's own list, while the form is open. */
function useQuietPasskey(enabled: boolean, onProven: () => Promise<void>): void {
  const proven = useRef(onProven);
  useEffect(() => {
    proven.current = onProven;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    let here = true;
    signInByPasskey(true).then(
      () => (here ? proven.current() : undefined),
      () => undefined, // not used, not offered, or refused: the form is still there
    );
    return () => {
      here = false;
      void stopWaitingForPasskey();
    };
  }, [enabled]);
}
