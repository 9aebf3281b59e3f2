import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DifferenceCard } from './difference-card.tsx';
import { contactSyncQuery } from './queries.ts';
import './sync.css';

/** On a contact that another system keeps: what was changed here and is not there yet. Not there while nothing waits. */
export function ContactWaiting({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('sync');
  const title = useId();
  const { data } = useQuery(contactSyncQuery(contactId));
  const [first] = data?.differences ?? [];
  if (!data || !first) return null;
  return (
    <section className="sync-waiting" aria-labelledby={title}>
      <h2 className="sync-waiting__title" id={title}>
        {t('waitingFor', { system: first.system })}
      </h2>
      {data.differences.map((difference) => (
        <DifferenceCard key={difference.id} difference={difference} />
      ))}
    </section>
  );
}
