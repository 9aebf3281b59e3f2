import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { auth } from '../sign-in/auth.ts';
import { BackupCodes } from './backup-codes.tsx';
import { loginKey } from './login.ts';
import { PasswordStep } from './password-again.tsx';
import { ScanStep } from './scan-step.tsx';

type Step =
  | { at: 'rest' }
  | { at: 'password'; why: 'turnOn' | 'turnOff' | 'newCodes' }
  | { at: 'scan'; uri: string; codes: readonly string[] }
  | { at: 'codes'; codes: readonly string[] };

/** Six figures from an app at each sign-in: turn on by scanning a code, with backup codes for a lost phone. */
export function TwoStep({ enabled }: { enabled: boolean }): ReactNode {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ at: 'rest' });
  const read = () => client.invalidateQueries({ queryKey: loginKey, exact: true });
  const rest = () => setStep({ at: 'rest' });

  async function proven(why: 'turnOn' | 'turnOff' | 'newCodes', password: string): Promise<void> {
    if (why === 'turnOn') {
      const { totpURI, backupCodes } = await auth('POST /two-factor/enable', { password });
      setStep({ at: 'scan', uri: totpURI, codes: backupCodes });
    } else if (why === 'newCodes') {
      const { backupCodes } = await auth('POST /two-factor/generate-backup-codes', { password });
      setStep({ at: 'codes', codes: backupCodes });
    } else {
      await auth('POST /two-factor/disable', { password });
      await read();
      rest();
      showDone(t('twoStepOffDone'));
    }
  }
  if (step.at === 'password')
    return (
      <PasswordStep
        button={t(step.why)}
        onPassword={(password) => proven(step.why, password)}
        onCancel={rest}
      />
    );
  if (step.at === 'scan')
    return (
      <ScanStep
        uri={step.uri}
        onCancel={rest}
        onProven={async () => {
          await read();
          setStep({ at: 'codes', codes: step.codes });
          showDone(t('twoStepOnDone'));
        }}
      />
    );
  if (step.at === 'codes') return <BackupCodes codes={step.codes} onDone={rest} />;
  if (!enabled)
    return (
      <div>
        <Button variant="default" onClick={() => setStep({ at: 'password', why: 'turnOn' })}>
          {t('turnOn')}
        </Button>
      </div>
    );
  return (
    <div className="settings-actions account-line">
      <StateBadge state="logged">{t('on')}</StateBadge>
      <Button variant="default" onClick={() => setStep({ at: 'password', why: 'newCodes' })}>
        {t('newCodes')}
      </Button>
      <Button variant="subtle" color="gray" onClick={() => setStep({ at: 'password', why: 'turnOff' })}>
        {t('turnOff')}
      </Button>
    </div>
  );
}
