import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { ImportListItem } from './import-columns.ts';

const looks = {
  preview: 'held',
  running: 'working',
  paused: 'held',
  done: 'logged',
  failed: 'failed',
  cancelled: 'skipped',
} as const;

export function ImportState(props: {
  one: Pick<ImportListItem, 'state'>;
  look: 'badge' | 'plain';
}): ReactNode {
  const { one } = props;
  const { t } = useTranslation('imports');
  return (
    <StateBadge state={looks[one.state]} look={props.look}>
      {t(`state_${one.state}`)}
    </StateBadge>
  );
}
