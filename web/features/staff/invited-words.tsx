import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';

/** After an invitation: sent, or kept here for want of a mail server. */
export function InvitedWords(props: { email: string; mailKept: boolean }): ReactNode {
  const { t } = useTranslation('staff');
  const { email } = props;
  if (!props.mailKept) return t('invitedDone', { email });
  return (
    <>
      {t('invitedKept', { email })} <MailKept />
    </>
  );
}

/** Only owners read the outbox: it holds links that sign people in. */
export function MailKept(): ReactNode {
  const { t } = useTranslation('staff');
  const isOwner = useMayDo('owner');
  return (
    <>
      {t(isOwner ? 'mailKept' : 'mailKeptAskOwner')}{' '}
      {isOwner && <Link to={paths.settingsOutbox}>{t('openOutbox')}</Link>}
    </>
  );
}
