import { IconPhone } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { dayHeading } from '../../ui/when.ts';
import '../activity/activity.css';
import { ActivityRow } from '../activity/activity-row.tsx';
import type { Interaction } from '../activity/interaction.ts';

const idOf = (interaction: Interaction) => interaction.id;

/** Calls, texts and faxes of one matter or one contact, newest first; each opens in Activity. */
export function InteractionsOf(props: {
  of: { matterId: string } | { contactId: string };
  label: string;
  emptyTitle: string;
  emptyBody: string;
  main?: boolean;
}): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useFirmFormat();
  const now = new Date(useNow());
  const navigate = useNavigate();
  const [active, setActive] = useState<string>();
  const place = 'matterId' in props.of ? 'matter' : 'contact';
  const list = useKeysetList({
    queryKey: ['interactions', 'list', props.of],
    fetchPage: (after, signal) =>
      api('GET /api/v1/interactions', {
        query: { ...props.of, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  function groupOf(interaction: Interaction): string {
    const heading = dayHeading(new Date(interaction.startedAt), now, zone);
    return typeof heading === 'string' ? t(heading) : heading.date;
  }
  return (
    <VirtualList
      label={props.label}
      list={list}
      idOf={idOf}
      groupOf={groupOf}
      row={(interaction) => <ActivityRow interaction={interaction} place={place} />}
      rowHeight={60}
      activeId={active}
      onActive={setActive}
      onOpen={(id) => void navigate({ to: `/activity/${id}` })}
      empty={
        <EmptyState icon={<IconPhone size={24} stroke={1.5} />} title={props.emptyTitle}>
          {props.emptyBody}
        </EmptyState>
      }
      main={props.main ?? false}
    />
  );
}
