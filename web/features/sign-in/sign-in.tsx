import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { returnAddress } from '../../api/session-guard.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { CodeStep } from './code-step.tsx';
import './entry-form.css';
import { useEnter } from './enter.ts';
import { ForgottenStep } from './forgotten-step.tsx';
import { PasswordStep } from './password-step.tsx';
import { SecondStep } from './second-step.tsx';

const route = getRouteApi('/sign-in');

type Step = 'password' | 'code' | 'second' | 'forgotten';

/** The ways in: password, passkey, e-mailed code; the second factor where it is on; a new password. */
export function SignIn(): ReactNode {
  const { t } = useTranslation('entry');
  const { from, done } = route.useSearch();
  const enter = useEnter();
  const [step, setStep] = useState<Step>('password');
  const [email, setEmail] = useState('');

  const proven = async (needsSecond: boolean) => {
    if (needsSecond) setStep('second');
    else await enter(returnAddress(from));
  };
  const back = () => setStep('password');
  const person = { email, onEmail: setEmail };
  if (step === 'second')
    return (
      <EntryFrame title={t('secondTitle')}>
        <SecondStep onProven={() => proven(false)} onBack={back} />
      </EntryFrame>
    );
  if (step === 'code')
    return (
      <EntryFrame title={t('codeTitle')}>
        <CodeStep {...person} onProven={proven} onBack={back} />
      </EntryFrame>
    );
  if (step === 'forgotten')
    return (
      <EntryFrame title={t('forgottenTitle')}>
        <ForgottenStep {...person} onBack={back} />
      </EntryFrame>
    );
  return (
    <EntryFrame title={t('signInTitle')} {...(done && { subtitle: doneWords(done, t) })}>
      <PasswordStep
        {...person}
        onProven={proven}
        onCode={() => setStep('code')}
        onForgotten={() => setStep('forgotten')}
      />
    </EntryFrame>
  );
}

function doneWords(done: string, t: (key: 'doneReset' | 'doneJoined') => string): string {
  return done === 'joined' ? t('doneJoined') : t('doneReset');
}
