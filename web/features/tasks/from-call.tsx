import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Duration } from '../../ui/duration.tsx';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import {
  aRecordWord,
  headingOf,
  type InteractionDetail,
  kindOf,
  type LogEntry,
  leadEntry,
  recordWord,
} from '../activity/interaction.ts';
import { PageLink } from '../activity/parts.tsx';
import { interactionQuery } from '../activity/queries.ts';
import { useInteractionActions } from '../activity/use-actions.tsx';
import { MatterPicker } from '../matters/matter-picker.tsx';
import type { Task } from './task-queries.ts';

/** The call behind a task. Picking its matter makes it the fee it would have been, and the task is done with. */
export function FromCall({ task, interactionId }: { task: Task; interactionId: string }): ReactNode {
  const { t } = useTranslation(['tasks', 'activity']);
  const { data: call } = useQuery(interactionQuery(interactionId));
  if (!call) return null;
  const entry = call.logEntries.find(({ id }) => id === task.logEntryId) ?? leadEntry(call);
  const waits = task.status === 'open' && task.removedAt === null && entry?.recordId === task.id;
  return (
    <section className="from-call" aria-label={t('fromCall')}>
      <div className="from-call__head">
        <KindIcon kind={kindOf(call)} />
        <Link to={`/activity/${call.id}`}>
          {t(`activity:${headingOf(call)}`, { party: call.externalParty.display })}
        </Link>
        <span className="quiet">
          <RelativeTime at={call.startedAt} />
          {call.talkSeconds > 0 && (
            <>
              {' · '}
              <Duration seconds={call.talkSeconds} />
            </>
          )}
        </span>
      </div>
      {entry && <p className="quiet">{entry.why.sentence}</p>}
      {entry && !waits && <Filed entry={entry} task={task} />}
      {waits && <PickMatter call={call} revision={entry?.revision} />}
    </section>
  );
}

/** What became of the call instead of the task. */
function Filed({ entry, task }: { entry: LogEntry; task: Task }): ReactNode {
  const { t } = useTranslation('activity');
  if (entry.recordKind === null || entry.url === null || entry.recordId === task.id) return null;
  return (
    <p>
      {t('doneFiled', { record: t(aRecordWord(entry.recordKind)) })}{' '}
      <PageLink url={entry.url}>{entry.matterTitle ?? t(recordWord(entry.recordKind))}</PageLink>
    </p>
  );
}

function PickMatter({
  call,
  revision,
}: {
  call: InteractionDetail;
  revision: number | undefined;
}): ReactNode {
  const { t } = useTranslation('tasks');
  const { refile } = useInteractionActions();
  const [busy, setBusy] = useState(false);
  const matters = call.candidates.flatMap((one) =>
    one.matterId === null ? [] : [{ ...one, matterId: one.matterId }],
  );
  async function pick(matterId: string): Promise<void> {
    setBusy(true);
    await refile(call.id, { matterId, ...(revision !== undefined && { revision }) });
    setBusy(false);
  }
  return (
    <>
      {matters.length > 0 && (
        <ul className="from-call__candidates" aria-label={t('likelyMatters')}>
          {matters.map((one) => (
            <li key={`${one.matterId} ${one.contactId}`}>
              <button
                type="button"
                className="from-call__candidate"
                disabled={busy}
                onClick={() => void pick(one.matterId)}
              >
                <span>{one.matterTitle}</span>
                <span className="from-call__hint">
                  {[one.matterNumber, one.contactName, one.hint].filter(Boolean).join(' · ')}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <MatterPicker
        label={t(matters.length > 0 ? 'pickOther' : 'pickMatter')}
        description={t(becomes(call))}
        value={null}
        onChange={(matter) => matter && void pick(matter.value)}
        disabled={busy}
      />
    </>
  );
}

function becomes(call: InteractionDetail): 'becomesFee' | 'becomesMemo' | 'becomesDocument' {
  if (call.kind === 'sms') return 'becomesMemo';
  return call.kind === 'fax' ? 'becomesDocument' : 'becomesFee';
}
