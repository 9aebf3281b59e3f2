import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import '../../ui/facts.css';
import '../settings/settings-page.css';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { auth } from '../sign-in/auth.ts';
import './account.css';
import { PushSection } from '../push/push-section.tsx';
import { FirmChoice } from './firm-choice.tsx';
import { loginKey } from './login.ts';
import { MyAccounts } from './my-accounts.tsx';
import { Passkeys } from './passkeys.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Sessions } from './sessions.tsx';
import { TwoStep } from './two-step.tsx';

/** The signed-in person's own: name, password, further ways in, and where they are signed in. */
export function Account(): ReactNode {
  const { t } = useTranslation('account');
  const { firms, staff } = useMe();
  const login = useQuery({ queryKey: loginKey, queryFn: () => auth('GET /get-session') }).data?.user;
  const email = login?.email ?? staff.email;
  return (
    <div className="settings-page">
      <PageHeader title={t('title')} subtitle={t('signedInAs', { email })} />
      <div className="settings-page__body">
        <SettingsBlock title={t('profile')} about={t('profileAbout')}>
          <ProfileForm />
        </SettingsBlock>
        {firms.length > 1 && (
          <SettingsBlock title={t('firms')} about={t('firmsAbout')}>
            <FirmChoice />
          </SettingsBlock>
        )}
        <MyAccounts />
        <SettingsBlock title={t('password')} about={t('passwordAbout')}>
          <PasswordForm email={email} />
        </SettingsBlock>
        <SettingsBlock title={t('twoStep')} about={t('twoStepAbout')}>
          {login && <TwoStep enabled={login.twoFactorEnabled === true} />}
        </SettingsBlock>
        <SettingsBlock title={t('passkeys')} about={t('passkeysAbout')}>
          <Passkeys />
        </SettingsBlock>
        <PushSection />
        <SettingsBlock title={t('sessions')} about={t('sessionsAbout')}>
          <Sessions />
        </SettingsBlock>
        <SettingsBlock title={t('tokens')} about={t('tokensAbout')}>
          <p>
            <Link to={paths.settingsTokens}>{t('openTokens')}</Link>
          </p>
        </SettingsBlock>
      </div>
    </div>
  );
}
