import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { type StaffMember, staffKey } from './staff-names.ts';
import { useStaffWrites } from './staff-writes.ts';

/** For somebody who does not sign in yet: what waits, and how to send or take back the invitation. */
export function InvitationNote({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation('staff');
  const { invite, takeBack } = useStaffWrites();
  const [busy, setBusy] = useState(false);
  if (!staff.active || staff.signIn === 'active') return null;
  const invited = staff.signIn === 'invited';

  async function run(work: () => Promise<void>, done: string, undo?: () => Promise<void>): Promise<void> {
    setBusy(true);
    try {
      await work();
      showDone(done, undo);
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const send = () => void run(() => invite(staff.id), t('invitedDone', { email: staff.email }));
  const revoke = () =>
    void run(
      () => takeBack(staff.id),
      t('takenBackDone', { email: staff.email }),
      () => invite(staff.id),
    );
  return (
    <div className="staff-detail__note">
      {invited ? <Waiting staffId={staff.id} /> : <p>{t('notInvited')}</p>}
      <Button size="xs" variant="default" loading={busy} onClick={send}>
        {invited ? t('sendAgain') : t('sendInvitation')}
      </Button>
      {invited && (
        <Button size="xs" variant="subtle" color="gray" disabled={busy} onClick={revoke}>
          {t('takeBack')}
        </Button>
      )}
    </div>
  );
}

function Waiting({ staffId }: { staffId: string }): ReactNode {
  const { t } = useTranslation('staff');
  const isOwner = useMayDo('owner');
  const invitations = useQuery({
    queryKey: [...staffKey, 'invitations'],
    queryFn: ({ signal }) => api('GET /api/v1/invitations', { signal }),
  });
  const newest = useQuery({
    queryKey: ['outbox', 'newest'],
    queryFn: ({ signal }) => api('GET /api/v1/outbox', { query: { limit: 1 }, signal }),
    enabled: isOwner,
  });
  const waiting = invitations.data?.items.find((one) => one.staffId === staffId);
  const kept = newest.data?.items[0]?.state === 'kept';
  return (
    <p>
      {t('invitationWaits')}{' '}
      {waiting && (
        <>
          {t('worksUntil')} <RelativeTime at={waiting.expiresAt} />.
        </>
      )}{' '}
      {kept && (
        <>
          {t('mailKept')} <Link to={paths.settingsOutbox}>{t('openOutbox')}</Link>
        </>
      )}
    </p>
  );
}
