import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import {
  type Became,
  becameOf,
  headingOf,
  type Interaction,
  type LogEntry,
  leadEntry,
  recordWord,
  stateOf,
} from './interaction.ts';
import { useReasonWords } from './reasons.ts';

/** "Call from Jane Okafor". */
export function Heading({ of }: { of: Interaction }): ReactNode {
  const { t } = useTranslation('activity');
  return t(headingOf(of), { party: of.externalParty.display });
}

/**
 * "Fee · Okafor – Purchase of 12 Mill Lane"; what a person should look at says why first. `onMatter` leaves the matter
 * out, for rows on its own page.
 */
export function BecameWords(props: { of: Interaction; onMatter?: boolean }): ReactNode {
  const { of } = props;
  const { t } = useTranslation('activity');
  const { reviewReason } = useReasonWords();
  const say = useBecame();
  const entry = leadEntry(of);
  const became = becameOf(of, entry && props.onMatter ? { ...entry, matterTitle: null } : entry);
  if (!entry?.review) return say(became);
  const why = reviewReason(entry.review);
  return became.say === 'record' ? t('becameReview', { why, what: say(became) }) : why;
}

const plainWords = {
  held: 'heldWords',
  failed: 'failedWords',
  pending: 'pendingWords',
  undone: 'undoneWords',
  goingOn: 'goingOn',
  beingFiled: 'beingFiled',
  beingWritten: 'beingWritten',
} as const;

function useBecame(): (became: Became) => string {
  const { t } = useTranslation('activity');
  const { skipReason } = useReasonWords();
  return (became) => {
    if (became.say === 'skipped') return t('skippedBecause', { reason: skipReason(became.reason) });
    if (became.say !== 'record') return t(plainWords[became.say]);
    const record = t(recordWord(became.record));
    return became.place === null ? record : t('becameOn', { record, matter: became.place });
  };
}

/** The state of one entry as a badge; what a person should look at says why. */
export function EntryState(props: { entry: LogEntry | undefined; look?: 'badge' | 'plain' }): ReactNode {
  const { reviewReason } = useReasonWords();
  const { entry } = props;
  const state = stateOf(entry);
  return (
    <StateBadge state={state} look={props.look ?? 'badge'}>
      {state === 'needsPerson' && entry?.review ? reviewReason(entry.review) : undefined}
    </StateBadge>
  );
}

/**
 * A link to a page by its address, as the server gave it: one of the app's opens without loading it anew, a practice
 * system's in a tab of its own.
 */
export function PageLink(props: { url: string; className?: string; children: ReactNode }): ReactNode {
  const navigate = useNavigate();
  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
    if (elsewhere || !props.url.startsWith('/')) return;
    event.preventDefault();
    void navigate({ href: props.url });
  }
  return (
    <a
      href={props.url}
      className={props.className}
      onClick={follow}
      {...(props.url.startsWith('/') ? {} : { target: '_blank', rel: 'noreferrer' })}
    >
      {props.children}
    </a>
  );
}
