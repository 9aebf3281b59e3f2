import { Button } from '@mantine/core';
import { IconBellOff, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import '../../ui/facts.css';
import { MenuButton } from '../../ui/menu-button.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { ConflictList } from './conflict-list.tsx';
import { type Lead, sidesOf } from './lead.ts';
import './lead-sides.css';
import { useLeadAction } from './queries.ts';

/** Who asks, how to reach them, and whether they want reminders. */
export function LeadPeople({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <section aria-label={t('clients')}>
      <h2 className="overview__title">{t('clients')}</h2>
      {lead.clients.length === 0 && <p className="quiet">{t('noClients')}</p>}
      <ul className="lead-people">
        {lead.clients.map((client) => (
          <Person key={client.contactId} lead={lead} client={client} />
        ))}
      </ul>
      <OtherParties lead={lead} />
    </section>
  );
}

/** Under "On the matter": Sam Seller, Other side; whom else the matter names, once the lead became one. */
function OtherParties({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  if (lead.otherParties.length === 0) return null;
  return (
    <>
      <h3 className="lead-others__title">{t('onMatter')}</h3>
      <ul className="lead-others">
        {lead.otherParties.map(({ contactId, name, role }) => (
          <li key={`${contactId} ${role}`}>
            <Link to={`/contacts/${contactId}`}>{name}</Link>
            {role !== '' && <span className="quiet">{role}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Person({ lead, client }: { lead: Lead; client: Lead['clients'][number] }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useLeadAction();
  const { contactId, name, phones, emails, noReminders } = client;
  const set = (wanted: boolean) =>
    act(() =>
      api('POST /api/v1/leads/:id/reminders', { params: { id: lead.id }, body: { contactId, wanted } }),
    );
  async function change(): Promise<void> {
    if (!(await set(noReminders))) return;
    showDone(t(noReminders ? 'remindersWanted' : 'remindersStopped', { name }), () => set(!noReminders));
  }
  return (
    <li className="lead-person">
      <p>
        <Link to={`/contacts/${contactId}`} className="lead-person__name">
          {name}
        </Link>
      </p>
      {phones.map((number) => (
        <p key={number}>
          <PhoneNumber number={number} dial />
        </p>
      ))}
      {emails.map((email) => (
        <p key={email} className="lead-person__email">
          <a href={`mailto:${email}`}>{email}</a>
        </p>
      ))}
      {phones.length + emails.length === 0 && <p className="quiet">{t('noReach')}</p>}
      <button
        type="button"
        className="lead-person__reminders"
        aria-pressed={noReminders}
        title={t(noReminders ? 'wantReminders' : 'stopReminders', { name })}
        onClick={() => void change()}
      >
        <IconBellOff size={14} stroke={1.75} aria-hidden />
        {noReminders ? t('noReminders') : t('stopReminders', { name })}
      </button>
    </li>
  );
}

export function LeadProperties({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  const sides = sidesOf(lead.transaction);
  if (sides.length === 0) return null;
  return (
    <>
      {sides.map((side) => {
        const address = lead.properties[side];
        const lines = address
          ? [address.line1, address.line2, address.town, address.county, address.postcode, address.country]
          : [];
        const written = lines.filter((line) => line !== '');
        return (
          <section key={side} aria-label={t(`side_${side}`)}>
            <h2 className="overview__title">{t(`side_${side}`)}</h2>
            {written.length === 0 ? (
              <p className="quiet">{t('noProperty')}</p>
            ) : (
              <address className="lead-address">{written.join('\n')}</address>
            )}
          </section>
        );
      })}
    </>
  );
}

/** The last look for conflicts; asked again with a press, and noted on the lead. */
export function LeadConflicts({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => api('POST /api/v1/leads/:id/conflict-check', { params: { id: lead.id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['leads'] }),
  });
  const { data } = check;
  return (
    <section aria-label={t('conflicts')}>
      <div className="overview__head">
        <h2 className="overview__title">{t('conflicts')}</h2>
        <Button size="compact-sm" variant="subtle" disabled={check.isPending} onClick={() => check.mutate()}>
          {t(lead.conflictCheckedAt === null ? 'conflictCheck' : 'conflictAgain')}
        </Button>
      </div>
      {check.error && <ProblemAlert error={check.error} dense />}
      {!data && (
        <p className="quiet">
          {lead.conflictCheckedAt === null ? (
            t('conflictNever')
          ) : (
            <>
              {t('conflictLast')} <RelativeTime at={lead.conflictCheckedAt} />
            </>
          )}
        </p>
      )}
      {data && data.matches.length === 0 && <p className="quiet">{t('conflictNone')}</p>}
      {data && data.matches.length > 0 && <ConflictList matches={data.matches} />}
    </section>
  );
}

export function LeadDetails({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <section aria-label={t('details')}>
      <h2 className="overview__title">{t('details')}</h2>
      <dl className="facts">
        <dt>{t('assignee')}</dt>
        <dd>
          <Assignee lead={lead} />
        </dd>
        <dt>{t('came')}</dt>
        <dd>
          {[t(`source_${lead.source}`), lead.sourceDetail].filter(Boolean).join(' · ')}
          {lead.interactionId !== null && (
            <>
              {' · '}
              <Link to={`/activity/${lead.interactionId}`}>{t('fromCall')}</Link>
            </>
          )}
        </dd>
        {lead.referrer && (
          <>
            <dt>{t('sentBy')}</dt>
            <dd>
              <Link to={`/referrers/${lead.referrer.id}`}>{lead.referrer.name}</Link>
            </dd>
          </>
        )}
        <dt>{t('cameAt')}</dt>
        <dd>
          <RelativeTime at={lead.createdAt} />
        </dd>
        <dt>{t('firstResponse')}</dt>
        <dd>{lead.firstResponseAt === null ? t('notYet') : <RelativeTime at={lead.firstResponseAt} />}</dd>
      </dl>
    </section>
  );
}

/** Who works on it; pressing the name gives it to somebody else. */
function Assignee({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useLeadAction();
  const staff = useStaffOptions([lead.assignee?.id ?? null]);
  const give = (assigneeId: string | null) =>
    act(() => api('PATCH /api/v1/leads/:id', { params: { id: lead.id }, body: { assigneeId } }));
  async function choose(id: string, name: string): Promise<void> {
    const before = lead.assignee?.id ?? null;
    if (await give(id)) showDone(t('assigned', { name }), () => give(before));
  }
  return (
    <MenuButton
      className="responsible"
      entries={staff.map(({ value, label }) => ({
        kind: 'item',
        label,
        checked: value === lead.assignee?.id,
        onChoose: () => void choose(value, label),
      }))}
    >
      {lead.assignee?.name ?? t('nobody')}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}
