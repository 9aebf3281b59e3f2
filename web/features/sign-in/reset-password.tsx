import { Button } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { auth } from './auth.ts';
import './entry-form.css';
import { NewPassword } from './new-password.tsx';
import { strengthOf } from './password-strength.ts';
import { useTask } from './task.ts';

const route = getRouteApi('/reset-password');

/** Where the mailed link leads: a new password, then to the sign-in. */
export function ResetPassword(): ReactNode {
  const { t } = useTranslation('entry');
  const { token = '' } = route.useSearch();
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [tooShort, setTooShort] = useState(false);
  const task = useTask();

  function save(): void {
    const refused = strengthOf(password) === 'tooShort';
    setTooShort(refused);
    if (refused) return;
    void task.run(async () => {
      await auth('POST /reset-password', { token, newPassword: password });
      await navigate({ to: paths.signIn, search: { done: 'reset' } });
    });
  }
  return (
    <EntryFrame title={t('resetTitle')} below={<Link to={paths.signIn}>{t('backToSignIn')}</Link>}>
      <form
        className="entry-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {task.error !== undefined && <ProblemAlert error={task.error} dense />}
        <p>{t('resetBody')}</p>
        <NewPassword
          label={t('newPassword')}
          value={password}
          onChange={setPassword}
          error={tooShort && t('strength_tooShort')}
          autoFocus
        />
        <Button type="submit" fullWidth size="md" loading={task.busy}>
          {t('savePassword')}
        </Button>
      </form>
    </EntryFrame>
  );
}
