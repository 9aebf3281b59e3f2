import { IconGavel, IconLockSquareRounded, IconSwords, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/state-badge.css';
import type { ConversationClass } from './queries.ts';

const looks = {
  privileged: { tone: 'private', Icon: IconLockSquareRounded },
  common_interest: { tone: 'logged', Icon: IconUsers },
  third_party: { tone: 'person', Icon: IconGavel },
  opposing: { tone: 'failed', Icon: IconSwords },
} as const;

/** How far a conversation reaches: colour, mark and word; what it means on hover. */
export function ClassBadge({ of }: { of: ConversationClass }): ReactNode {
  const { t } = useTranslation('conversations');
  const { tone, Icon } = looks[of];
  return (
    <span
      className="state-badge state-badge--badge"
      data-tone={tone}
      title={`${t('class')}: ${t(`classAbout_${of}`)}`}
    >
      <Icon size={14} stroke={2} aria-hidden />
      <span className="state-badge__word">{t(`class_${of}`)}</span>
    </span>
  );
}
