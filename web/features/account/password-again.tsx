import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, PasswordInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useTask } from '../sign-in/task.ts';

/** The password once more, before a way of signing in changes. */
export function PasswordStep(props: {
  button: string;
  onPassword: (password: string) => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation(['account', 'entry', 'settings']);
  const [password, setPassword] = useState('');
  const task = useTask();
  return (
    <form
      className="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void task.run(() => props.onPassword(password));
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <PasswordInput
        label={t('currentPassword')}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('entry:showPassword') }}
      />
      <div className="settings-actions">
        <Button type="submit" loading={task.busy}>
          {props.button}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onCancel}>
          {t('settings:cancel')}
        </Button>
      </div>
    </form>
  );
}
