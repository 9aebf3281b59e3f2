import { Button, Textarea } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowRight,
  IconCheck,
  IconFileText,
  IconMailForward,
  IconMessage,
  IconPencil,
  IconPlayerStop,
  IconSparkles,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import './journey.css';
import type { LeadEvent } from './lead.ts';
import { useEventWords } from './use-event-words.ts';

/** What happened with the lead, newest first, and a place to write down more. `over`: nothing is added any more. */
export function Journey({ leadId, over = false }: { leadId: string; over?: boolean }): ReactNode {
  const { t } = useTranslation('leads');
  const events = useInfiniteQuery({
    queryKey: ['leads', 'events', leadId],
    queryFn: ({ pageParam, signal }) =>
      api('GET /api/v1/leads/:id/events', {
        params: { id: leadId },
        query: { limit: 30, ...(pageParam !== '' && { after: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const all = events.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-label={t('journey')}>
      <h2 className="overview__title">{t('journey')}</h2>
      {!over && <NoteForm leadId={leadId} />}
      <ol className="lead-events">
        {all.map((event) => (
          <EventLine key={event.id} event={event} />
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          {t('olderEvents')}
        </Button>
      )}
    </section>
  );
}

const icons: Readonly<Record<string, typeof IconCheck>> = {
  created: IconSparkles,
  note: IconMessage,
  answered: IconCheck,
  replied: IconMessage,
  changed: IconPencil,
  state_changed: IconArrowRight,
  quote_sent: IconFileText,
  accepted: IconCheck,
  chase_sent: IconMailForward,
  chase_kept: IconAlertTriangle,
  chase_passed: IconAlertTriangle,
  chase_stopped: IconPlayerStop,
};

function EventLine({ event }: { event: LeadEvent }): ReactNode {
  const { t } = useTranslation('leads');
  const say = useEventWords();
  const Icon = icons[event.kind] ?? IconArrowRight;
  return (
    <li className="lead-event" data-kind={event.kind}>
      <span className="lead-event__icon">
        <Icon size={16} stroke={1.75} aria-hidden />
      </span>
      <div className="lead-event__words">
        <p>{say(event)}</p>
        {event.text !== '' && <p className="lead-event__text">{event.text}</p>}
      </div>
      <p className="lead-event__when">
        {event.staffName ?? t('program')} · <RelativeTime at={event.at} />
      </p>
    </li>
  );
}

const noteKinds = ['note', 'answered', 'replied'] as const;

function NoteForm({ leadId }: { leadId: string }): ReactNode {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);

  async function add(kind: (typeof noteKinds)[number]): Promise<void> {
    setBusy(true);
    try {
      await api('POST /api/v1/leads/:id/notes', { params: { id: leadId }, body: { kind, text } });
      setText('');
      await client.invalidateQueries({ queryKey: ['leads'] });
    } catch (error) {
      showProblem(error);
    } finally {
      setBusy(false);
    }
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== '') void add('note');
  }
  return (
    <form className="note-form" onSubmit={submit}>
      <Textarea
        aria-label={t('note')}
        placeholder={t('notePlaceholder')}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="note-form__ways">
        <Button type="submit" size="xs" disabled={busy || text.trim() === ''}>
          {t('addNote')}
        </Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => void add('answered')}>
          {t('noteKind_answered')}
        </Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => void add('replied')}>
          {t('noteKind_replied')}
        </Button>
      </div>
    </form>
  );
}
