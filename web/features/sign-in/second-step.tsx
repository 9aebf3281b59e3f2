import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { auth } from './auth.ts';
import { CodeField } from './code-field.tsx';
import { useTask } from './task.ts';

/** The second factor: six figures of the app, or one of the backup codes. */
export function SecondStep(props: { onProven: () => Promise<void>; onBack: () => void }): ReactNode {
  const { t } = useTranslation('entry');
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const task = useTask();
  async function check(whole: string): Promise<void> {
    const proven = await task.run(async () => {
      if (backup) await auth('POST /two-factor/verify-backup-code', { code: whole.trim() });
      else await auth('POST /two-factor/verify-totp', { code: whole });
      await props.onProven();
    });
    if (!proven && !backup) setCode('');
  }
  return (
    <form
      className="entry-form"
      onSubmit={(event) => {
        event.preventDefault();
        void check(code);
      }}
    >
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <p>{backup ? t('backupBody') : t('secondBody')}</p>
      {backup ? (
        <TextInput
          key="backup"
          className="code-field"
          label={t('backupCode')}
          value={code}
          onChange={({ currentTarget }) => setCode(currentTarget.value)}
          autoComplete="off"
          required
          withAsterisk={false}
          autoFocus
        />
      ) : (
        <CodeField
          key="app"
          label={t('code')}
          value={code}
          onChange={setCode}
          onWhole={(whole) => void check(whole)}
        />
      )}
      <Button type="submit" fullWidth size="md" loading={task.busy}>
        {t('signIn')}
      </Button>
      <div className="entry-form__ways">
        <button
          type="button"
          className="link-button"
          onClick={() => {
            task.clear();
            setCode('');
            setBackup(!backup);
          }}
        >
          {backup ? t('useApp') : t('useBackup')}
        </button>
        <button type="button" className="link-button" onClick={props.onBack}>
          {t('backToSignIn')}
        </button>
      </div>
    </form>
  );
}
