import { Button } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowsLeftRight,
  IconCheck,
  IconClock,
  IconPlayerPause,
  IconUserQuestion,
  type TablerIcon,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import { DifferenceCard } from './difference-card.tsx';
import { type Difference, type MatterSync, matterSyncQuery } from './queries.ts';
import './sync.css';
import { type LineTone, lineOf } from './sheet-line.ts';
import { Value } from './value.tsx';

/** How the Completion Details stand against the system that keeps the matter. */
export function SheetSync(props: {
  matterId: string;
  /** Fields that are on the page: what differs there stands beside them. */
  shown: readonly string[];
  kindOf: (field: string) => Difference['valueKind'];
}): ReactNode {
  const { matterId, shown, kindOf } = props;
  const { data } = useQuery(matterSyncQuery(matterId));
  if (!data?.keeper) return null;
  const elsewhere = data.differences.filter(({ field }) => !shown.includes(field));
  return (
    <div className="sheet-sync">
      <Line sync={data} keeper={data.keeper} matterId={matterId} />
      {data.sheet?.state === 'dry_run' && data.mode === 'dry_run' && (
        <Planned planned={data.sheet.planned} system={data.keeper.system} kindOf={kindOf} />
      )}
      {elsewhere.map((difference) => (
        <DifferenceCard key={difference.id} difference={difference} />
      ))}
    </div>
  );
}

const icons: Readonly<Record<LineTone, TablerIcon>> = {
  calm: IconCheck,
  working: IconArrowsLeftRight,
  waits: IconClock,
  paused: IconPlayerPause,
  person: IconUserQuestion,
  failed: IconAlertTriangle,
};

function Line(props: {
  sync: MatterSync;
  keeper: NonNullable<MatterSync['keeper']>;
  matterId: string;
}): ReactNode {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const { sync, keeper, matterId } = props;
  const { system } = keeper;
  const goOn = useMutation({
    mutationFn: () => api('POST /api/v1/matters/:id/sync/go-on', { params: { id: matterId } }),
    onSuccess: (after) => client.setQueryData(matterSyncQuery(matterId).queryKey, after),
    onError: (error) => showProblem(error),
  });
  const { word, tone, again } = lineOf(sync);
  const Icon = icons[tone];
  const detail = sync.sheet?.detail ?? '';
  return (
    <div className="sheet-sync__line" role="status" data-tone={tone}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>
        {t(word, { system, detail, count: sync.differences.length })}
        {word === 'inStepAt' && sync.sheet?.lookedAt && (
          <>
            {' '}
            <RelativeTime at={sync.sheet.lookedAt} />
          </>
        )}
      </span>
      {again && (
        <Button size="compact-sm" variant="default" disabled={goOn.isPending} onClick={() => goOn.mutate()}>
          {t(again)}
        </Button>
      )}
    </div>
  );
}

/** In a dry run: what would go there, and what would come from there. */
function Planned(props: {
  planned: NonNullable<MatterSync['sheet']>['planned'];
  system: string;
  kindOf: (field: string) => Difference['valueKind'];
}): ReactNode {
  const { t } = useTranslation('sync');
  const { planned, system, kindOf } = props;
  const lists = [
    { title: t('wouldSend', { system }), changes: planned?.send ?? [], side: 'ours' },
    { title: t('wouldTake', { system }), changes: planned?.take ?? [], side: 'theirs' },
  ] as const;
  return (
    <div className="sheet-sync__planned">
      {lists
        .filter(({ changes }) => changes.length > 0)
        .map(({ title, changes, side }) => (
          <section key={side} aria-label={title}>
            <h3>{title}</h3>
            <ul>
              {changes.map((change) => (
                <li key={change.field}>
                  {change.label}: <Value text={change[side]} kind={kindOf(change.field)} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </div>
  );
}

/** What the two sides do not agree on in this field; nothing where they do. */
export function FieldDifference({ matterId, field }: { matterId: string; field: string }): ReactNode {
  const { data } = useQuery(matterSyncQuery(matterId));
  const difference = data?.differences.find((one) => one.field === field);
  return difference ? <DifferenceCard difference={difference} named={false} /> : null;
}
