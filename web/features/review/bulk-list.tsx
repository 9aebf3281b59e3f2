import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { KeysetList } from '../../api/keyset-list.ts';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { type Interaction, kindOf, leadEntry } from '../activity/interaction.ts';
import { EntryReview } from './entry-review.tsx';
import { toggled } from './queue.ts';

const MoveDialog = lazy(() =>
  import('../activity/move-dialog.tsx').then((module) => ({ default: module.MoveDialog })),
);

/** The most that one request may carry. */
const atOnce = 200;
const none: ReadonlySet<string> = new Set();
const idOf = (interaction: Interaction) => interaction.id;

/** Many at once: choose rows, then say one thing about all of them. */
export function BulkList({ list }: { list: KeysetList<Interaction> }): ReactNode {
  const { t } = useTranslation('review');
  const [marked, setMarked] = useState(none);
  const [active, setActive] = useState<string>();
  const [filing, setFiling] = useState(false);
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  // What left the list meanwhile is chosen no more.
  const chosen = list.items.filter(({ id }) => marked.has(id)).slice(0, atOnce);
  const run = useBulk(chosen, () => setMarked(none));
  const toggle = useCallback((id: string) => {
    setActive(id);
    setMarked((before) => toggled(before, id));
  }, []);
  const all = chosen.length > 0 && chosen.length === Math.min(list.items.length, atOnce);
  const some = chosen.length > 0;
  const anyFailed = chosen.some((one) => leadEntry(one)?.state === 'failed');
  return (
    <>
      <div className="bulk-bar">
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => setMarked(all ? none : new Set(list.items.slice(0, atOnce).map(idOf)))}
        >
          {t(all ? 'chooseNone' : 'chooseAll')}
        </Button>
        <span className="bulk-bar__count figures" aria-live="polite">
          {some && t('chosen', { count: chosen.length })}
        </span>
        <Button size="compact-sm" disabled={!some} onClick={() => setFiling(true)}>
          {t('bulkFile')}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!some}
          onClick={() => void run({ do: 'approve' })}
        >
          {t('bulkLeave')}
        </Button>
        {anyFailed && (
          <Button size="compact-sm" variant="default" onClick={() => void run({ do: 'redrive' })}>
            {t('bulkTryAgain')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" disabled={!some} onClick={() => void run({ do: 'skip' })}>
          {t('bulkSkip')}
        </Button>
      </div>
      <VirtualList
        label={t('title')}
        list={list}
        idOf={idOf}
        rowHeight={phone ? 60 : 44}
        activeId={active}
        onActive={setActive}
        onOpen={toggle}
        row={(interaction) => <BulkRow interaction={interaction} chosen={marked.has(interaction.id)} />}
        empty={null}
        main
      />
      <Suspense>
        {filing && (
          <MoveDialog
            onClose={() => setFiling(false)}
            onChoose={({ matterId }, title) => {
              setFiling(false);
              if (matterId !== undefined) void run({ do: 'refile', matterId, title });
            }}
          />
        )}
      </Suspense>
    </>
  );
}

function BulkRow({ interaction, chosen }: { interaction: Interaction; chosen: boolean }): ReactNode {
  const { t } = useTranslation('review');
  return (
    <>
      <span className="bulk-row__box" data-chosen={chosen || undefined}>
        {chosen && <IconCheck size={14} stroke={3} aria-hidden />}
        {chosen && <span className="visually-hidden">{t('isChosen')}</span>}
      </span>
      <KindIcon kind={kindOf(interaction)} />
      <span className="bulk-row__words">
        <span className="bulk-row__party">{interaction.externalParty.display}</span>
        <span className="bulk-row__why">
          <EntryReview interaction={interaction} />
        </span>
      </span>
      <span className="bulk-row__time">
        <RelativeTime at={interaction.startedAt} />
      </span>
    </>
  );
}

type Bulk = { do: 'refile'; matterId: string; title: string } | { do: 'skip' | 'approve' | 'redrive' };

const doneWords = {
  refile: 'bulkFiled',
  skip: 'bulkSkipped',
  approve: 'bulkLeft',
  redrive: 'bulkRedriven',
} as const;

/** Says how many were done, with one way back for all of them, and names what failed. */
function useBulk(chosen: readonly Interaction[], onDone: () => void): (bulk: Bulk) => Promise<void> {
  const { t } = useTranslation('review');
  const client = useQueryClient();
  const readAgain = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ['interactions'] }),
      client.invalidateQueries({ queryKey: ['review'] }),
    ]);
  const send = (interactionIds: string[], action: { action: 'undo' | Bulk['do']; matterId?: string }) =>
    api('POST /api/v1/interactions/bulk', { body: { interactionIds, ...action } }).finally(readAgain);

  return async (bulk) => {
    const ids = chosen.map(({ id }) => id);
    try {
      const { done, failed } = await send(
        ids,
        bulk.do === 'refile' ? { action: 'refile', matterId: bulk.matterId } : { action: bulk.do },
      );
      onDone();
      const [first] = failed;
      const words = t(doneWords[bulk.do], { count: done.length });
      const message = (
        <>
          {words} {bulk.do === 'refile' && <strong>{bulk.title}</strong>}
          {first && `. ${t('bulkFailed', { count: failed.length, why: first.detail })}`}
        </>
      );
      const canGoBack = done.length > 0 && bulk.do !== 'redrive';
      showDone(message, canGoBack ? () => send(done, { action: 'undo' }) : undefined);
    } catch (error) {
      showProblem(error);
    }
  };
}
