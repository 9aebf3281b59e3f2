import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { useAlarmWords } from '../connections/alarm-words.ts';
import type { Connection } from '../connections/connection.ts';
import { worryOf } from '../connections/health.ts';
import { connectionsQuery } from '../connections/queries.ts';
import { HomeCard, HomeCardRow } from './home-card.tsx';

/** Some alarms come with time alone, of which no news tells. */
const againMs = 60_000;

/** Practice systems that somebody must look at; not there at all while all is well. */
export function ConnectionsCard(): ReactNode {
  const { t } = useTranslation('home');
  const mayMend = useMayDo('owner', 'administrator');
  const { data } = useQuery({ ...connectionsQuery, enabled: mayMend, refetchInterval: againMs });
  const ailing = data?.items.filter((connection) => worryOf(connection) !== undefined) ?? [];
  if (!mayMend || ailing.length === 0) return null;
  return (
    <HomeCard
      title={t('connections')}
      count={ailing.length}
      empty=""
      all={{ to: paths.connections, label: t('connectionsAll') }}
    >
      {ailing.map((connection) => (
        <Ailing key={connection.id} connection={connection} />
      ))}
    </HomeCard>
  );
}

function Ailing({ connection }: { connection: Connection }): ReactNode {
  const say = useAlarmWords();
  const worry = worryOf(connection);
  return (
    <HomeCardRow
      to={`${paths.connections}/${connection.id}`}
      mark={<IconPlugConnectedX size={18} stroke={1.6} aria-hidden />}
      title={connection.name}
      about={worry && say(connection, worry)}
    />
  );
}
