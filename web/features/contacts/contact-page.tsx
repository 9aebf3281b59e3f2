import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPencil } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { loadWords } from '../../i18n/i18n.ts';
import { paths } from '../../paths.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { InteractionsOf } from '../matters/interactions-of.tsx';
import { MatterStatus } from '../matters/matter-row.tsx';
import '../matters/matters.css';
import { EarlierCalls } from '../retro-link/earlier-calls.tsx';
import { ContactWaiting } from '../sync/contact-waiting.tsx';
import { contactSyncQuery } from '../sync/queries.ts';
import { ResyncButton } from '../sync/resync.tsx';
import { contactQuery } from './contact-queries.ts';
import { ContactIcon } from './contact-row.tsx';
import { addressLines, type Contact, type PhoneField } from './contact-words.ts';
import { KeptIn } from './kept-in.tsx';

const EditContact = lazy(() =>
  import('./contact-form.tsx').then((module) => ({ default: module.EditContact })),
);

const ContactPortal = lazy(() =>
  import('../portal-users/contact-portal.tsx').then((module) => ({ default: module.ContactPortal })),
);

const ContactTexting = lazy(() =>
  import('../texts/contact-texting.tsx').then((module) => ({ default: module.ContactTexting })),
);

/** Comes with its words only where one contact is looked at. */
const ContactConversations = lazy(async () => {
  const [module] = await Promise.all([
    import('../conversations/contact-conversations.tsx'),
    loadWords(['conversations']),
  ]);
  return { default: module.ContactConversations };
});

const PersonData = lazy(() =>
  import('../retention/person-data.tsx').then((module) => ({ default: module.PersonData })),
);

/** One contact: how to reach it, its matters, and everything that was said. */
export function ContactPage({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const [search, setSearch] = useSearchState();
  const { data: contact, error, refetch } = useQuery(contactQuery(id));
  const keeper = useKeeper(contact);
  if (error && !contact) {
    return (
      <div className="contact-page__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!contact) return null;
  return (
    <article className="contact-page">
      <Head
        contact={contact}
        suggests={keeper !== null}
        onEdit={() => setSearch({ edit: 'yes' })}
        onClose={onClose}
      />
      <div className="contact-page__body">
        {contact.archivedAt !== null && <ArchivedBanner contact={contact} />}
        {contact.keptIn !== null && <ContactWaiting contactId={contact.id} />}
        <Reach contact={contact} />
        <Suspense>
          <ContactTexting contactId={contact.id} />
        </Suspense>
        <EarlierCalls contactId={contact.id} />
        {contact.notes !== '' && <p className="contact-page__notes">{contact.notes}</p>}
        <Related contact={contact} />
        <Matters contact={contact} />
        <Suspense>{contact.archivedAt === null && <ContactPortal contact={contact} />}</Suspense>
        <Suspense>
          <ContactConversations contactId={contact.id} />
        </Suspense>
        <Calls contact={contact} />
        <Suspense>
          <PersonData contactId={contact.id} onErased={onClose} />
        </Suspense>
      </div>
      <Suspense>
        {search.edit !== undefined && (contact.keptIn === null || keeper !== null) && (
          <EditContact contact={contact} keeper={keeper} onClose={() => setSearch({ edit: undefined })} />
        )}
      </Suspense>
    </article>
  );
}

/** The system that keeps the contact and takes changes; null: changed here at once, or only there. */
function useKeeper(contact: Contact | undefined): string | null {
  const kept = contact !== undefined && contact.keptIn !== null;
  const { data } = useQuery({ ...contactSyncQuery(contact?.id ?? ''), enabled: kept });
  // Who belongs to a group is said there alone.
  if (!kept || contact.kind === 'group' || contact.archivedAt !== null) return null;
  return data?.keeper?.takesChanges ? data.keeper.system : null;
}

function Head(props: {
  contact: Contact;
  /** What is changed here is suggested to the system that keeps it. */
  suggests: boolean;
  onEdit: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('contacts');
  const { contact, suggests } = props;
  const edit = (
    <Button
      variant="default"
      leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
      onClick={props.onEdit}
    >
      {t('edit')}
    </Button>
  );
  const archive = useArchive(contact, props.onClose);
  const employer = contact.kind === 'person' ? contact.companyName : '';
  return (
    <PageHeader
      title={contact.displayName}
      badge={<ContactIcon kind={contact.kind} />}
      subtitle={
        <>
          {employer && employer !== contact.displayName && `${employer} · `}
          {t(`added_${contact.createdBy}`)} <RelativeTime at={contact.createdAt} />
        </>
      }
      actions={
        contact.keptIn !== null ? (
          <>
            <KeptIn keptIn={contact.keptIn} suggests={suggests} />
            <ResyncButton key={contact.id} of={{ contactId: contact.id }} />
            {suggests && edit}
          </>
        ) : contact.archivedAt !== null ? null : (
          <>
            <Button variant="subtle" color="gray" onClick={() => void archive()}>
              {t('archive')}
            </Button>
            {edit}
          </>
        )
      }
    />
  );
}

function useArchive(contact: Contact, onArchived: () => void): () => Promise<void> {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const params = { id: contact.id };
  const fresh = () => client.invalidateQueries({ queryKey: ['contacts'] });
  return async () => {
    try {
      await api('DELETE /api/v1/contacts/:id', { params });
      onArchived();
      await fresh();
      showDone(t('archivedNow', { name: contact.displayName }), () =>
        api('POST /api/v1/contacts/:id/restore', { params }).then(fresh),
      );
    } catch (error) {
      showProblem(error);
    }
  };
}

function ArchivedBanner({ contact }: { contact: Contact }): ReactNode {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  async function restore(): Promise<void> {
    try {
      await api('POST /api/v1/contacts/:id/restore', { params: { id: contact.id } });
      await client.invalidateQueries({ queryKey: ['contacts'] });
      showDone(t('restored', { name: contact.displayName }));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <div className="contact-page__banner">
      <span>{contact.mergedIntoId === null ? t('isArchived') : t('isMerged')}</span>
      {contact.keptIn !== null ? null : contact.mergedIntoId === null ? (
        <Button size="compact-sm" variant="default" onClick={() => void restore()}>
          {t('restore')}
        </Button>
      ) : (
        <Link to={`/contacts/${contact.mergedIntoId}`}>{t('toMerged')}</Link>
      )}
    </div>
  );
}

function Reach({ contact }: { contact: Contact }): ReactNode {
  const { t } = useTranslation('contacts');
  if (contact.phones.length + contact.emails.length + contact.addresses.length === 0)
    return <p className="quiet">{t('noReachLong')}</p>;
  return (
    <ul className="reach" aria-label={t('reach')}>
      {contact.phones.map((phone) => (
        <li key={`${phone.label} ${phone.text}`} className="reach__line">
          <span className="reach__label">{phone.label || t(phone.fax ? 'fax' : 'phone')}</span>
          <span className="reach__values">
            {phone.numbers.map((number) => (
              <PhoneLine key={number.id} number={number} />
            ))}
          </span>
        </li>
      ))}
      {contact.emails.map(({ email, label }) => (
        <li key={email} className="reach__line">
          <span className="reach__label">{label || t('email')}</span>
          <span className="reach__values">
            <a href={`mailto:${email}`}>{email}</a>
          </span>
        </li>
      ))}
      {contact.addresses.map((address) => (
        <li key={Object.values(address).join(' ')} className="reach__line">
          <span className="reach__label">{address.label || t('address')}</span>
          <address className="reach__values reach__address">{addressLines(address).join('\n')}</address>
        </li>
      ))}
    </ul>
  );
}

function PhoneLine({ number }: { number: PhoneField['numbers'][number] }): ReactNode {
  const { t } = useTranslation('contacts');
  if (number.e164 === null) {
    return (
      <span className="reach__bad">
        <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
        <span>
          {number.part} · <Link to={paths.contactNumbers}>{t('cannotBeRead')}</Link>
        </span>
      </span>
    );
  }
  const note = [number.extension && t('extension', { extension: number.extension }), number.note]
    .filter(Boolean)
    .join(' · ');
  return (
    <span>
      <PhoneNumber number={number.e164} dial /> {note && <span className="reach__note">{note}</span>}
      {number.problem !== null && (
        <span className="reach__bad">
          {' '}
          <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> {t('looksWrong')}
        </span>
      )}
    </span>
  );
}

function Related({ contact }: { contact: Contact }): ReactNode {
  const { t } = useTranslation('contacts');
  const lists = [
    { title: t('members'), people: contact.members },
    { title: t('memberOf'), people: contact.groups },
  ].filter(({ people }) => people.length > 0);
  return lists.map(({ title, people }) => (
    <section key={title} aria-label={title}>
      <h2 className="contact-page__title">{title}</h2>
      {people.map(({ id, displayName }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link to={`/contacts/${id}`}>{displayName}</Link>
        </span>
      ))}
    </section>
  ));
}

function Matters({ contact }: { contact: Contact }): ReactNode {
  const { t } = useTranslation('contacts');
  return (
    <section aria-label={t('matters')}>
      <h2 className="contact-page__title">{t('matters')}</h2>
      {contact.matters.length === 0 && <p className="quiet">{t('noMatters')}</p>}
      <ul className="contact-matters">
        {contact.matters.map((matter) => (
          <li key={`${matter.id} ${matter.role}`}>
            <span className="quiet figures">{matter.number}</span>
            <Link className="contact-matters__title" to={`/matters/${matter.id}`}>
              {matter.title}
            </Link>
            <span className="contact-matters__role">{matter.role}</span>
            <MatterStatus status={matter.status} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Calls({ contact }: { contact: Contact }): ReactNode {
  const { t } = useTranslation('contacts');
  return (
    <section aria-label={t('calls')} className="contact-page__calls">
      <h2 className="contact-page__title">{t('calls')}</h2>
      <InteractionsOf
        of={{ contactId: contact.id }}
        label={t('calls')}
        emptyTitle={t('noCalls')}
        emptyBody={t('noCallsBody')}
      />
    </section>
  );
}
