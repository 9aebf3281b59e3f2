import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ContactIcon } from './contact-row.tsx';
import './number-quality.css';

type Pair = Answer<'GET /api/v1/contact-duplicates'>['items'][number];

/** Merging is the one thing here that cannot be undone, so it takes two steps: whom to keep, then merge. */
export function PairCard({ pair }: { pair: Pair }): ReactNode {
  const { t } = useTranslation('contacts');
  const [keptId, setKeptId] = useState<string>();
  const apart = useApart(pair);
  const [first] = pair.contacts;
  const merge = useMerge(() => setKeptId(undefined));
  const kept = pair.contacts.find(({ id }) => id === keptId);
  const others = pair.contacts.filter(({ id }) => id !== keptId);
  return (
    <section className="pair" aria-label={pair.value}>
      <p className="pair__head">
        {t(pair.by === 'number' ? 'sameNumber' : 'sameEmail')}{' '}
        <strong>{pair.by === 'number' ? <PhoneNumber number={pair.value} /> : pair.value}</strong>
      </p>
      <ul className="pair__contacts">
        {pair.contacts.map((contact) => (
          <li key={contact.id} className="pair__contact" data-kept={contact.id === keptId || undefined}>
            <ContactFacts contact={contact} />
            <span className="pair__choices">
              <button
                type="button"
                className="pair__keep"
                aria-pressed={contact.id === keptId}
                onClick={() => setKeptId(contact.id === keptId ? undefined : contact.id)}
              >
                {contact.id === keptId ? t('isKept') : t('keepThis')}
              </button>
              {pair.contacts.length > 2 && (
                <button
                  type="button"
                  className="pair__keep"
                  aria-label={t('notSameNamed', { name: contact.displayName })}
                  disabled={apart.isPending}
                  onClick={() => apart.mutate(contact)}
                >
                  {t('notSame')}
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {pair.contacts.length === 2 && first && !kept && (
        <div className="pair__actions">
          <Button size="xs" variant="default" disabled={apart.isPending} onClick={() => apart.mutate(first)}>
            {t('notSame')}
          </Button>
        </div>
      )}
      {kept && (
        <div className="pair__actions">
          <span>
            {t('mergeBody', {
              names: others.map(({ displayName }) => displayName).join(', '),
              name: kept.displayName,
            })}
          </span>
          <Button
            size="xs"
            disabled={merge.isPending}
            onClick={() => merge.mutate({ kept, others: others.map(({ id }) => id) })}
          >
            {merge.isPending ? t('merging') : t('merge')}
          </Button>
        </div>
      )}
    </section>
  );
}

function useMerge(onDone: () => void) {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kept, others }: { kept: Pair['contacts'][number]; others: readonly string[] }) => {
      for (const otherId of others)
        await api('POST /api/v1/contacts/:id/merge', { params: { id: kept.id }, body: { otherId } });
      return kept;
    },
    onSuccess: (kept) => {
      onDone();
      showDone(t('merged', { name: kept.displayName }));
    },
    onError: (error) => showProblem(error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['contacts'] }),
        client.invalidateQueries({ queryKey: ['matters'] }),
      ]),
  });
}

/** One is none of the others; undone, those may be the same again of whom nobody had said so before. */
function useApart(pair: Pair) {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['contacts'] });
  return useMutation({
    mutationFn: async (one: Pair['contacts'][number]) => {
      const otherIds = pair.contacts.flatMap(({ id }) => (id === one.id ? [] : [id]));
      const body = { contactId: one.id, otherIds };
      return { one, said: await api('POST /api/v1/contact-duplicates/apart', { body }) };
    },
    onSuccess: ({ one, said }) =>
      showDone(t('setApart', { name: one.displayName }), async () => {
        const body = { contactId: one.id, otherIds: said.otherIds };
        if (said.otherIds.length > 0) await api('POST /api/v1/contact-duplicates/apart/undo', { body });
        await refresh();
      }),
    onError: (error) => showProblem(error),
    onSettled: refresh,
  });
}

/** Enough to judge whether two are one: how to reach them, and what they are with the firm for. */
export function ContactFacts({ contact }: { contact: Pair['contacts'][number] }): ReactNode {
  const { t } = useTranslation('contacts');
  return (
    <>
      <span className="contact-row__line">
        <Link to={`/contacts/${contact.id}`}>{contact.displayName}</Link>
        <ContactIcon kind={contact.kind} />
      </span>
      {[...contact.phones, ...contact.emails].map((reach) => (
        <span key={reach} className="pair__facts">
          {reach}
        </span>
      ))}
      {contact.matters.map(({ id, title }) => (
        <Link key={id} className="pair__facts" to={`/matters/${id}`}>
          {title}
        </Link>
      ))}
      {contact.matters.length === 0 && <span className="pair__facts">{t('noMatters')}</span>}
      <span className="pair__facts">
        {t('addedOn')} <RelativeTime at={contact.createdAt} />
      </span>
    </>
  );
}
