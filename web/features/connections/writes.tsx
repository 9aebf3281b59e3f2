import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import type { Connection, ConnectionWrite } from './connection.ts';

const states = ['failed', 'open', 'done'] as const;
const recordWords = {
  fee: 'record_fee',
  task: 'record_task',
  memo: 'record_memo',
  document: 'record_document',
  communication: 'record_communication',
  time_entry: 'record_time_entry',
  interaction: 'record_interaction',
  note: 'record_note',
  attachment: 'record_attachment',
  contact: 'record_contact',
  activity_code: 'record_activity_code',
} as const;
const isKnown = (kind: string): kind is keyof typeof recordWords => kind in recordWords;

/** What failed with the vendor's words, what waits, and what was written last. */
export function Writes({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const [search, setSearch] = useSearchState();
  const state = states.find((one) => one === search.writes) ?? 'failed';
  const list = useKeysetList({
    queryKey: ['connections', 'writes', connection.id, state],
    fetchPage: (after, signal) =>
      api('GET /api/v1/connections/:id/writes', {
        params: { id: connection.id },
        query: { state, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  useFollowCounts(connection);
  const tryAgain = useTryAgain(connection.id);
  const counts = { failed: connection.queue.failed, open: connection.queue.waiting, done: null };
  return (
    <div className="connection-writes">
      <div className="connection-writes__head">
        <div className="connection-writes__choices">
          {states.map((one) => (
            <button
              key={one}
              type="button"
              className="connection-writes__choice figures"
              aria-pressed={one === state}
              onClick={() => setSearch({ writes: one === 'failed' ? undefined : one })}
            >
              {t(`writes_${one}`)} {counts[one]}
            </button>
          ))}
        </div>
        {state === 'failed' && list.items.length > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void tryAgain()}
          >
            {t('tryAllAgain')}
          </Button>
        )}
      </div>
      {list.state === 'failed' && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && list.items.length === 0 && (
        <p className="quiet">{t(`writesNone_${state}`)}</p>
      )}
      <ul className="connection-writes__list">
        {list.items.map((write) => (
          <WriteLine
            key={write.id}
            write={write}
            label={connection.label}
            onAgain={() => void tryAgain(write.id)}
          />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="default" disabled={list.isFetchingMore} onClick={list.fetchMore}>
          {t('writesMore')}
        </Button>
      )}
    </div>
  );
}

type LineProps = { write: ConnectionWrite; label: string; onAgain: () => void };

function WriteLine({ write, label, onAgain }: LineProps): ReactNode {
  const { t } = useTranslation('connections');
  const mayMend = useMayDo('owner', 'administrator');
  const record = isKnown(write.recordKind) ? t(recordWords[write.recordKind]) : write.recordKind;
  const failed = write.state === 'failed';
  const told = write.detail === null || write.detail === '' ? null : tellWrite(write, write.detail);
  const technical = mayMend && told !== null && told.said !== write.detail;
  return (
    <li>
      <span className="connection-writes__words">
        <span>
          {t(`action_${write.action}`)}: {record} <code className="quiet">{write.reference}</code>
        </span>
        {told && (
          <span className={failed ? 'connection-writes__said' : 'quiet'}>
            {[told.words && t(told.words, { label, record }), told.said].filter(Boolean).join(': ')}
          </span>
        )}
        {technical && <code className="quiet connection-writes__when">{write.detail}</code>}
        <span className="quiet connection-writes__when">
          <RelativeTime at={write.doneAt ?? write.sentAt ?? write.createdAt} />
        </span>
      </span>
      {write.interactionId !== null && (
        <Link to={paths.interaction} params={{ id: write.interactionId }}>
          {t('openInteraction')}
        </Link>
      )}
      {failed && (
        <Button size="xs" variant="default" onClick={onAgain}>
          {t('tryAgain')}
        </Button>
      )}
    </li>
  );
}

/**
 * What became of a write, from "POST /v1/fees: 422 invalid · The matter is closed.": who did what (`words`) and why, in the
 * vendor's own sentences or ours (`said`, null where there are none). Address, status and codes say something only to
 * whoever mends it.
 */
export function tellWrite({ action, failure }: Pick<ConnectionWrite, 'action' | 'failure'>, detail: string) {
  const [, call, status, rest = ''] = /^([A-Z]+ \/\S*: )?(?:(\d{3})(?: |$))?(.*)$/s.exec(detail) ?? [];
  const answered = status !== undefined || rest.includes(' · ');
  // Without an answer there is only what the network says.
  const sentences = call !== undefined && !answered ? [] : rest.split(' · ').filter(isSentence);
  const said = sentences.length === 0 ? null : sentences.join(' ');
  switch (failure) {
    case 'rejected':
    case 'late':
      if (!answered) return { words: `could_${action}` as const, said };
      return {
        words: status === '403' ? (`forbade_${action}` as const) : (`refused_${action}` as const),
        said,
      };
    case 'not_found':
    case 'unavailable':
    case 'rate_limited':
    case 'unauthorised':
    case 'forerunner':
      return { words: `told_${failure}` as const, said };
    default:
      return { words: null, said: said ?? detail };
  }
}

/** More than a code such as "invalid_matter", and no data. */
function isSentence(part: string): boolean {
  return /\p{L}\S* +\S/u.test(part) && !/^[[{<]/.test(part);
}

/** What the counts tell must stand in the list, too. */
function useFollowCounts({ id, queue }: Connection): void {
  const client = useQueryClient();
  const counts = `${queue.failed} ${queue.waiting}`;
  const shown = useRef(counts);
  useEffect(() => {
    if (shown.current === counts) return;
    shown.current = counts;
    void client.invalidateQueries({ queryKey: ['connections', 'writes', id] });
  }, [client, id, counts]);
}

function useTryAgain(id: string): (writeId?: string) => Promise<void> {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  return async (writeId) => {
    try {
      const { again } = await api('POST /api/v1/connections/:id/redrive', {
        params: { id },
        body: writeId === undefined ? {} : { writeId },
      });
      showDone(again === 0 ? t('tryingNothing') : t('tryingAgain', { count: again }));
      await client.invalidateQueries({ queryKey: ['connections'] });
    } catch (error) {
      showProblem(error);
    }
  };
}
