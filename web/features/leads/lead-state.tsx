import {
  IconCheck,
  IconCircleDashed,
  IconClockX,
  IconCopy,
  IconFileText,
  IconMailForward,
  IconSparkles,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeadState } from './lead.ts';

const looks = {
  new: { Icon: IconSparkles, tone: 'person' },
  quoted: { Icon: IconFileText, tone: 'none' },
  chasing: { Icon: IconMailForward, tone: 'none' },
  instructed: { Icon: IconCircleDashed, tone: 'accent' },
  converted: { Icon: IconCheck, tone: 'logged' },
  lost: { Icon: IconX, tone: 'failed' },
  expired: { Icon: IconClockX, tone: 'skipped' },
  duplicate: { Icon: IconCopy, tone: 'skipped' },
} as const;

/** Mark and word of a lead's state. */
export function LeadStateWord({ state }: { state: LeadState }): ReactNode {
  const { t } = useTranslation('leads');
  const { Icon, tone } = looks[state];
  return (
    <span className="lead-state" data-tone={tone}>
      <Icon size={14} stroke={2} aria-hidden />
      {t(`state_${state}`)}
    </span>
  );
}
