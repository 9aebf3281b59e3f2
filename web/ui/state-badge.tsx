import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCheck,
  IconClock,
  IconLoader2,
  IconLock,
  IconMinus,
  IconPlayerPause,
  IconUserQuestion,
  IconX,
} from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './state-badge.css';

/** state → its colour family and mark; the word comes from the catalogue, so colour is never alone. */
const looks = {
  logged: { tone: 'logged', Icon: IconCheck },
  needsPerson: { tone: 'person', Icon: IconUserQuestion },
  failed: { tone: 'failed', Icon: IconX },
  skipped: { tone: 'skipped', Icon: IconMinus },
  held: { tone: 'person', Icon: IconPlayerPause },
  waiting: { tone: 'skipped', Icon: IconClock },
  working: { tone: 'skipped', Icon: IconLoader2 },
  undone: { tone: 'skipped', Icon: IconArrowBackUp },
  moved: { tone: 'logged', Icon: IconArrowForwardUp },
  private: { tone: 'private', Icon: IconLock },
} as const satisfies Record<
  string,
  { tone: string; Icon: ComponentType<{ size?: number; stroke?: number }> }
>;

export type State = keyof typeof looks;

/** Icon and word of a state. `look="plain"` for rows (no ground), `"badge"` for headers. `children` replaces the word. */
export function StateBadge(props: {
  state: State;
  look?: 'badge' | 'plain';
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('ui');
  const { tone, Icon } = looks[props.state];
  return (
    <span className={`state-badge state-badge--${props.look ?? 'badge'}`} data-tone={tone}>
      <Icon size={14} stroke={2.25} aria-hidden />
      <span className="state-badge__word">{props.children ?? t(props.state)}</span>
    </span>
  );
}

/** Only the mark, for the first column of a dense row; the word is there for screen readers and on hover. */
export function StateMark({ state }: { state: State }): ReactNode {
  const { t } = useTranslation('ui');
  const { tone, Icon } = looks[state];
  return (
    <span className="state-mark" data-tone={tone} title={t(state)}>
      <Icon size={12} stroke={3} aria-hidden />
      <span className="visually-hidden">{t(state)}</span>
    </span>
  );
}
