import { Button } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { kindOf, leadEntry } from '../activity/interaction.ts';
import { earlierQuery } from './queries.ts';
import './retro-link.css';

type Earlier = Answer<'GET /api/v1/contacts/:id/earlier-interactions'>;
type Item = Earlier['items'][number];

/** On a contact's page: what came from its numbers before it had them, and linking it. Not there when there is nothing. */
export function EarlierCalls({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('retro-link');
  const { data } = useQuery(earlierQuery(contactId));
  const [open, setOpen] = useState(false);
  const link = useLink(contactId);
  if (data?.linking?.state === 'running')
    return (
      <section className="retro" aria-label={t('linking')}>
        <ProgressLine label={t('linking')} value={data.linking.progress} />
      </section>
    );
  if (!data || data.total === 0) return null;
  const count = data.total;
  return (
    <section className="retro" aria-label={t('title', { count })}>
      <p className="retro__title">
        <IconLink size={16} stroke={1.75} aria-hidden />
        <span>{t('title', { count })}</span>
      </p>
      <p className="quiet">{t('about')}</p>
      {open && (
        <ul className="retro__rows" aria-label={t('list')}>
          {data.items.map((item) => (
            <EarlierRow key={item.interaction.id} item={item} />
          ))}
        </ul>
      )}
      <div className="retro__buttons">
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          {t('link', { count })}
        </Button>
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'hide' : 'see')}
        </Button>
      </div>
    </section>
  );
}

function EarlierRow({ item }: { item: Item }): ReactNode {
  const { t } = useTranslation('retro-link');
  const { interaction } = item;
  const now = leadEntry(interaction)?.why.sentence;
  return (
    <li className="retro__row">
      <KindIcon kind={kindOf(interaction)} />
      <span className="retro__words">
        <Link to={`/activity/${interaction.id}`}>
          <RelativeTime at={interaction.startedAt} />
        </Link>
        {now !== undefined && <span className="quiet"> {t('now', { now })}</span>}
        <br />
        {item.changes ? t('afterwards', { words: becomesWords() }) : t('same')}{' '}
        <span className="quiet">{item.thenSentence}</span>
      </span>
    </li>
  );
  function becomesWords(): string {
    const { becomes, thenMatterTitle: matter } = item;
    if (becomes.startsWith('skipped:')) return t('becomes_not');
    if (becomes === 'task') return t('becomes_task');
    if (becomes === 'held') return t('becomes_held');
    if (matter !== null && (becomes === 'fee' || becomes === 'memo' || becomes === 'document'))
      return t(`becomes_${becomes}`, { matter });
    return t('becomes_entry');
  }
}

/** Links all, waits for nothing, and tells when it is done, with a way back. */
export function useLink(contactId: string) {
  const { t } = useTranslation('retro-link');
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: ['contacts'] });
  return useMutation({
    mutationFn: async () => {
      const params = { id: contactId };
      const begun = await api('POST /api/v1/contacts/:id/earlier-interactions/link', { params, body: {} });
      return await untilOver(begun.id);
    },
    onSuccess: (run) => {
      const undo = () => api('POST /api/v1/redo-runs/:id/undo', { params: { id: run.id } }).then(fresh);
      const kept = run.counts.byPerson + run.counts.billed + run.counts.touched + run.counts.same;
      const said = [
        t('linked', { count: run.counts.changed }),
        ...(kept > 0 ? [t('leftAlone', { count: kept })] : []),
      ].join(' ');
      showDone(said, run.canUndo ? undo : undefined);
    },
    onError: (error) => showProblem(error),
    onSettled: () =>
      Promise.all(
        ['contacts', 'review', 'interactions'].map((key) => client.invalidateQueries({ queryKey: [key] })),
      ),
  });
}

async function untilOver(id: string) {
  for (;;) {
    const run = await api('GET /api/v1/redo-runs/:id', { params: { id } });
    if (run.state !== 'running') return run;
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
}
