import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { InvitedWords, MailKept } from './invited-words.tsx';
import { type StaffMember, staffKey } from './staff-names.ts';
import { useStaffWrites } from './staff-writes.ts';

/** For somebody who does not sign in yet: what waits, and how to send or take back the invitation. */
export function InvitationNote({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation('staff');
  const { invite, takeBack } = useStaffWrites();
  const [busy, setBusy] = useState(false);
  if (!staff.active || staff.signIn === 'active') return null;
  const invited = staff.signIn === 'invited';

  async function run(work: () => Promise<ReactNode>, undo?: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      showDone(await work(), undo);
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const send = () => void run(async () => <InvitedWords {...(await invite(staff.id))} />);
  const revoke = () =>
    void run(
      async () => {
        await takeBack(staff.id);
        return t('takenBackDone', { email: staff.email });
      },
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
  const invitations = useQuery({
    queryKey: [...staffKey, 'invitations'],
    queryFn: ({ signal }) => api('GET /api/v1/invitations', { signal }),
  });
  const waiting = invitations.data?.items.find((one) => one.staffId === staffId);
  return (
    <p>
      {t('invitationWaits')}{' '}
      {waiting && (
        <>
          {t('worksUntil')} <RelativeTime at={waiting.expiresAt} />.
        </>
      )}{' '}
      {waiting?.mailKept && <MailKept />}
    </p>
  );
}
