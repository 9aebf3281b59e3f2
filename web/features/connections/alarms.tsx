import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useAlarmWords } from './alarm-words.ts';
import type { Connection } from './connection.ts';
import './connections.css';
import { stateOf, toneOf } from './health.ts';

export function ConnectionBadge({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const state = stateOf(connection);
  // It works, and still something there waits for a person.
  const words = state === 'needsPerson' ? t('state_look') : t(`state_${connection.status}`);
  return <StateBadge state={state}>{words}</StateBadge>;
}

/** What somebody should know, each in a sentence, worst first. */
export function Alarms({ connection }: { connection: Connection }): ReactNode {
  const say = useAlarmWords();
  // Members are not told the vendor's words; then the sentence below the name says enough.
  const told = connection.alarms.filter(
    ({ alarm, detail }) => detail !== '' || (alarm !== 'needs_attention' && alarm !== 'webhook_by_hand'),
  );
  if (told.length === 0) return null;
  return (
    <ul className="connection-alarms">
      {told.map((alarm) => (
        <li key={alarm.alarm} data-tone={toneOf(alarm.alarm)}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>{say(connection, alarm)}</span>
        </li>
      ))}
    </ul>
  );
}
