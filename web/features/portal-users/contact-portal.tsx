import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useMayDo } from '../../api/session.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ReadOut } from './read-out.tsx';
import { SessionsOf } from './sessions-of.tsx';
import './portal-users.css';

const ChangeAddress = lazy(() =>
  import('./change-address.tsx').then((module) => ({ default: module.ChangeAddress })),
);

const MergedNotice = lazy(() =>
  import('../merged-contacts/merged-notice.tsx').then((module) => ({ default: module.MergedNotice })),
);

const ChangeWay = lazy(() => import('./by-number.tsx').then((module) => ({ default: module.ChangeWay })));

const InviteByNumber = lazy(() =>
  import('./by-number.tsx').then((module) => ({ default: module.InviteByNumber })),
);

const ResetFactors = lazy(() => import('./reset.tsx').then((module) => ({ default: module.ResetFactors })));

export type PortalUser = Answer<'GET /api/v1/portal-users'>['items'][number];

export interface OfContact {
  id: string;
  displayName: string;
  emails: readonly { email: string }[];
}

/** Whether a contact comes to the client portal, and what staff can do about it. */
export function ContactPortal({ contact }: { contact: OfContact }): ReactNode {
  const { t } = useTranslation('portal-users');
  const { data, error } = useQuery({
    queryKey: ['portal-users', 'of-contact', contact.id],
    queryFn: ({ signal }) =>
      api('GET /api/v1/portal-users', { query: { contactId: contact.id, limit: 1 }, signal }),
  });
  const [user] = data?.items ?? [];
  return (
    <section aria-label={t('title')} className="contact-portal">
      <h2 className="contact-page__title">{t('title')}</h2>
      {error && !data && <ProblemAlert error={error} dense />}
      <Suspense>
        {data && (user ? <Known user={user} /> : <Invite contact={contact} />)}
        <MergedNotice contactId={contact.id} />
      </Suspense>
    </section>
  );
}

/** Runs it, says so, and shows everything of portal users anew. */
export function useDoing(): (work: () => Promise<unknown>, said?: string) => Promise<void> {
  const client = useQueryClient();
  return async (work, said) => {
    try {
      await work();
      await client.invalidateQueries({ queryKey: ['portal-users'] });
      if (said !== undefined) showDone(said);
    } catch (error) {
      showProblem(error);
    }
  };
}

function Invite({ contact }: { contact: OfContact }): ReactNode {
  const { t } = useTranslation('portal-users');
  const doing = useDoing();
  const addresses = contact.emails.map(({ email }) => email);
  const [chosen, setChosen] = useState(addresses[0] ?? '');
  if (addresses.length === 0) return <InviteByNumber contact={contact} />;
  const email = addresses.includes(chosen) ? chosen : (addresses[0] ?? '');
  return (
    <>
      <p className="quiet">{t('notInvited')}</p>
      <div className="contact-portal__acts">
        {addresses.length > 1 && (
          <NativeSelect
            size="xs"
            aria-label={t('address')}
            data={addresses}
            value={email}
            onChange={({ currentTarget }) => setChosen(currentTarget.value)}
          />
        )}
        <Button
          size="compact-sm"
          onClick={() =>
            void doing(
              () => api('POST /api/v1/portal-users', { body: { contactId: contact.id, email } }),
              t('invited', { name: contact.displayName }),
            )
          }
        >
          {t('invite')}
        </Button>
      </div>
    </>
  );
}

function Known({ user }: { user: PortalUser }): ReactNode {
  const { t } = useTranslation('portal-users');
  const doing = useDoing();
  const mayManage = useMayDo('administrator', 'owner');
  const [changing, setChanging] = useState(false);
  const [showsSessions, setShowsSessions] = useState(false);
  const params = { id: user.id };
  const setActive = (active: boolean) =>
    doing(
      () => api('PATCH /api/v1/portal-users/:id', { params, body: { active, version: user.version } }),
      t(active ? 'enabled' : 'disabled', { name: user.name }),
    );
  return (
    <>
      <Standing user={user} />
      {user.active && user.mustConfirm && <ReadOut user={user} />}
      <div className="contact-portal__acts">
        {user.active && user.lastSignedInAt === null && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              void doing(() => api('POST /api/v1/portal-users/:id/invitation', { params }), t('invitedAgain'))
            }
          >
            {t('resend')}
          </Button>
        )}
        {mayManage && (
          <>
            <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
              {t(user.number === null ? 'changeAddress' : 'changeWay')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={showsSessions}
              onClick={() => setShowsSessions(!showsSessions)}
            >
              {t('showSessions')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => void setActive(!user.active)}>
              {t(user.active ? 'disable' : 'enable')}
            </Button>
          </>
        )}
      </div>
      <Suspense>{user.active && user.secondFactor && <ResetFactors user={user} />}</Suspense>
      {showsSessions && <SessionsOf userId={user.id} />}
      <Suspense>
        {changing && user.number === null && <ChangeAddress user={user} onClose={() => setChanging(false)} />}
        {changing && user.number !== null && <ChangeWay user={user} onClose={() => setChanging(false)} />}
      </Suspense>
    </>
  );
}

function Standing({ user }: { user: PortalUser }): ReactNode {
  const { t } = useTranslation('portal-users');
  return (
    <ul className="contact-portal__facts">
      <li>{user.number === null ? user.email : <PhoneNumber number={user.number} />}</li>
      {user.number !== null && <li className="quiet">{t('byNumber')}</li>}
      {!user.active && <li className="contact-portal__bad">{t('off')}</li>}
      {user.bounced && <li className="contact-portal__bad">{t('bounced')}</li>}
      {user.lastSignedInAt === null ? (
        <li className="quiet">
          {t('never')}
          {user.invitedAt !== null && (
            <>
              {' · '}
              {t('invitedOn')} <RelativeTime at={user.invitedAt} />
            </>
          )}
        </li>
      ) : (
        <li className="quiet">
          {t('lastIn')} <RelativeTime at={user.lastSignedInAt} />
        </li>
      )}
      {user.secondFactor && <li className="quiet">{t('secondFactor')}</li>}
    </ul>
  );
}
