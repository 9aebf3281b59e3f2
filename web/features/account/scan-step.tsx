import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { CopyField } from '../settings/copy-field.tsx';
import { auth } from '../sign-in/auth.ts';
import { CodeField } from '../sign-in/code-field.tsx';
import '../sign-in/entry-form.css';
import { useTask } from '../sign-in/task.ts';
import { QrCode } from './qr-code.tsx';

/** The code to scan, and the first six figures that prove it was. */
export function ScanStep(props: {
  uri: string;
  onProven: () => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation(['account', 'entry', 'settings']);
  const [code, setCode] = useState('');
  const task = useTask();
  const secret = new URL(props.uri).searchParams.get('secret') ?? '';
  async function check(whole: string): Promise<void> {
    const proven = await task.run(async () => {
      await auth('POST /two-factor/verify-totp', { code: whole });
      await props.onProven();
    });
    if (!proven) setCode('');
  }
  return (
    <form
      className="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void check(code);
      }}
    >
      <div className="scan-step">
        <QrCode text={props.uri} label={t('qrCode')} />
        <p>{t('scan')}</p>
      </div>
      <CopyField label={t('typeInstead')} value={secret} />
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      <CodeField
        label={t('firstCode')}
        value={code}
        onChange={setCode}
        onWhole={(whole) => void check(whole)}
      />
      <div className="settings-actions">
        <Button type="submit" loading={task.busy}>
          {t('confirm')}
        </Button>
        <Button variant="subtle" color="gray" onClick={props.onCancel}>
          {t('settings:cancel')}
        </Button>
      </div>
    </form>
  );
}
