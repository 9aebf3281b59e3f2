import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { Day } from '../matters/day-words.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { PaperList } from './paper-list.tsx';
import type { Task, Workspace } from './queries.ts';
import { lookOf } from './states.ts';

/** What clients have to do, how it ended, and what people decided where it did not pass. */
export function TaskList({ workspace }: { workspace: Workspace }): ReactNode {
  const { t } = useTranslation('onboarding');
  const [deciding, setDeciding] = useState<Task>();
  const { tasks } = workspace;
  return (
    <>
      <h3 className="onboarding__title">{t('tasks')}</h3>
      {tasks.length === 0 && <p className="quiet">{t('noTasks')}</p>}
      <ul className="onboarding__rows">
        {tasks.map((task) => (
          <TaskRow key={task.id} task={task} workspace={workspace} onDecide={() => setDeciding(task)} />
        ))}
      </ul>
      {deciding && (
        <DecisionDialog workspaceId={workspace.id} task={deciding} onClose={() => setDeciding(undefined)} />
      )}
    </>
  );
}

function TaskRow(props: { task: Task; workspace: Workspace; onDecide: () => void }): ReactNode {
  const { t } = useTranslation('onboarding');
  const { task, workspace } = props;
  const { standing, clientName, completedAt, sourceRef, detail } = task;
  const { state, word } = lookOf(task);
  const label = task.label === '' ? t(`type_${task.type}`) : task.label;
  return (
    <li className="onboarding__row" data-needs={standing === 'needs_decision' || undefined}>
      <div className="onboarding__what">
        <span className="onboarding__name">{label}</span>
        <span className="quiet">
          {[clientName, sourceRef === null ? null : t('ref', { ref: sourceRef })].filter(Boolean).join(' · ')}
        </span>
        {detail !== '' && <span>{detail}</span>}
        <Decisions task={task} />
        <PaperList papers={task.documents} matterId={workspace.matterId} label={workspace.label} />
      </div>
      <div className="onboarding__standing">
        <StateBadge state={state}>{t(word)}</StateBadge>
        {task.result !== null && task.result !== 'pass' && (
          <span className="quiet">{t(`result_${task.result}`)}</span>
        )}
        {completedAt !== null && (
          <span className="quiet">
            <RelativeTime at={completedAt} />
          </span>
        )}
        <Renewal task={task} />
      </div>
      <div className="onboarding__do">
        {(standing === 'needs_decision' || standing === 'accepted' || standing === 'rejected') && (
          <Button
            size="xs"
            variant={standing === 'needs_decision' ? 'filled' : 'default'}
            aria-label={`${t(standing === 'needs_decision' ? 'decide' : 'decideAgain')}: ${[label, clientName].filter(Boolean).join(', ')}`}
            onClick={props.onDecide}
          >
            {t(standing === 'needs_decision' ? 'decide' : 'decideAgain')}
          </Button>
        )}
      </div>
    </li>
  );
}

/** Newest first; those that do not hold any more are told apart. */
function Decisions({ task }: { task: Task }): ReactNode {
  const { t } = useTranslation('onboarding');
  if (task.decisions.length === 0) return null;
  return (
    <ul className="onboarding__decisions">
      {task.decisions.map(({ id, decision, result, reason, staffName, at, holds }) => (
        <li key={id} data-holds={holds || undefined}>
          {t(holds ? `said_${decision}` : `saidBefore_${decision}`, {
            name: staffName,
            result: t(`result_${result}`),
          })}{' '}
          <RelativeTime at={at} />: <q>{reason}</q>
        </li>
      ))}
    </ul>
  );
}

function Renewal({ task: { renewalOn, renewal } }: { task: Task }): ReactNode {
  const { t } = useTranslation('onboarding');
  if (renewalOn === null || renewal === null) return null;
  const words = (
    <>
      {t(`renewal_${renewal}`)} <Day day={renewalOn} />
    </>
  );
  if (renewal === 'later') return <span className="quiet">{words}</span>;
  return (
    <StateBadge state={renewal === 'overdue' ? 'failed' : 'held'} look="plain">
      {words}
    </StateBadge>
  );
}
