import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, Checkbox, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { auth } from '../sign-in/auth.ts';
import { NewPassword } from '../sign-in/new-password.tsx';
import { strengthOf } from '../sign-in/password-strength.ts';
import { useTask } from '../sign-in/task.ts';
import { sessionsKey } from './login.ts';

export function PasswordForm({ email }: { email: string }): ReactNode {
  const { t } = useTranslation('account');
  const [open, setOpen] = useState(false);
  if (open) return <OpenForm email={email} onDone={() => setOpen(false)} />;
  return (
    <div>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t('changePassword')}
      </Button>
    </div>
  );
}

function OpenForm({ email, onDone }: { email: string; onDone: () => void }): ReactNode {
  const { t } = useTranslation(['account', 'entry', 'settings']);
  const { firm, staff } = useMe();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [elsewhere, setElsewhere] = useState(true);
  const [tooShort, setTooShort] = useState(false);
  const task = useTask();

  function save(): void {
    const refused = strengthOf(next) === 'tooShort';
    setTooShort(refused);
    if (refused || current === '') return;
    void task.run(async () => {
      await auth('POST /change-password', {
        currentPassword: current,
        newPassword: next,
        revokeOtherSessions: elsewhere,
      });
      await client.invalidateQueries({ queryKey: sessionsKey });
      showDone(t('passwordChanged'));
      onDone();
    });
  }
  return (
    <form
      className="account-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <input type="hidden" autoComplete="username" value={email} />
      <PasswordInput
        label={t('currentPassword')}
        value={current}
        onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': t('entry:showPassword') }}
        autoFocus
      />
      <NewPassword
        label={t('entry:newPassword')}
        value={next}
        onChange={setNext}
        error={tooShort && t('entry:strength_tooShort')}
        personal={[firm.name, staff.firstName, staff.lastName, email]}
      />
      <Checkbox
        label={t('signOutElsewhere')}
        checked={elsewhere}
        onChange={({ currentTarget }) => setElsewhere(currentTarget.checked)}
      />
      <div className="settings-actions">
        <Button type="submit" loading={task.busy}>
          {t('entry:savePassword')}
        </Button>
        <Button variant="subtle" color="gray" onClick={onDone}>
          {t('settings:cancel')}
        </Button>
      </div>
    </form>
  );
}
