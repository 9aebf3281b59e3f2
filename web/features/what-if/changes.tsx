import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { kindOf } from '../activity/interaction.ts';
import { type Change, type Count, keyOf, nounOf, reasonOf, standingOf, type WhatIf } from './words.ts';

/** The rows behind one count: each as it is, and as it would be, with why. */
export function Changes({ run, count }: { run: WhatIf; count: Count }): ReactNode {
  const { t } = useTranslation('what-if');
  const { locale } = useFirmFormat();
  const { destination, was, becomes, aspect, because } = count;
  const list = useKeysetList({
    queryKey: ['what-ifs', 'changes', run.id, keyOf(count)],
    fetchPage: (after, signal) =>
      api('GET /api/v1/what-if/:id/changes', {
        params: { id: run.id },
        query: {
          destination,
          was,
          becomes,
          aspect,
          because,
          limit: 25,
          ...(after !== undefined && { after }),
        },
        signal,
      }),
  });
  if (list.state === 'loading') return <ProgressLine label={t('rows')} />;
  if (list.state === 'failed') return <ProblemAlert error={list.error} onRetry={list.retry} />;
  return (
    <div className="what-if__changes">
      <ul className="what-if__rows" aria-label={t('rows')}>
        {list.items.map((change) => (
          <ChangeRow key={`${change.interaction.id} ${change.destination}`} change={change} />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="default" size="xs" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
      {count.count > run.listed && (
        <p className="quiet">{t('onlyNewest', { number: run.listed.toLocaleString(locale) })}</p>
      )}
    </div>
  );
}

function ChangeRow({ change }: { change: Change }): ReactNode {
  const { t } = useTranslation('what-if');
  const { interaction } = change;
  const today = interaction.logEntries.find(({ destination }) => destination === change.destination);
  // Once it was changed, what the entry says today is not how it was then.
  const entry = today && standingOf(today) === change.was ? today : undefined;
  return (
    <li className="what-if__row">
      <div className="what-if__who">
        <KindIcon kind={kindOf(interaction)} />
        <Link to={`/activity/${interaction.id}`}>{interaction.externalParty.display}</Link>
        <RelativeTime at={interaction.startedAt} />
      </div>
      <div className="what-if__sides">
        <Side
          label={t(entry || !today ? 'now' : 'before')}
          standing={change.was}
          sentence={entry ? change.nowSentence : null}
        >
          {entry?.matterTitle && t('onMatter', { matter: entry.matterTitle })}
          {entry?.assigneeName && t('toPerson', { name: entry.assigneeName })}
          {change.aspect === 'minutes' &&
            entry?.billedMinutes != null &&
            t('minutes', { count: entry.billedMinutes })}
          {change.aspect === 'billable' &&
            entry?.billable != null &&
            t(entry.billable ? 'billable' : 'notBillable')}
        </Side>
        <IconArrowRight size={16} stroke={1.75} aria-hidden className="what-if__arrow" />
        <Side label={t('afterwards')} standing={change.becomes} sentence={change.thenSentence}>
          {change.thenMatterTitle && t('onMatter', { matter: change.thenMatterTitle })}
          {change.thenAssigneeName && t('toPerson', { name: change.thenAssigneeName })}
          {change.aspect === 'minutes' &&
            change.thenBilledMinutes !== null &&
            t('minutes', { count: change.thenBilledMinutes })}
          {change.aspect === 'billable' &&
            change.thenBillable !== null &&
            t(change.thenBillable ? 'billable' : 'notBillable')}
        </Side>
      </div>
      {change.stays !== '' && (
        <p className="what-if__stays">{t(change.stays === 'billed' ? 'staysBilled' : 'staysPerson')}</p>
      )}
    </li>
  );
}

function Side(props: {
  label: string;
  standing: string;
  sentence: string | null;
  children?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('what-if');
  return (
    <div className="what-if__side">
      <span className="what-if__label">{props.label}</span>
      <span className="what-if__standing">{standingWords()}</span> <span>{props.children}</span>
      {props.sentence && <p className="what-if__why">{props.sentence}</p>}
    </div>
  );
  function standingWords(): string {
    const { standing } = props;
    if (reasonOf(standing) !== null) return t('notLogged');
    if (standing === 'held') return t('inReview');
    if (standing === 'none' || standing === 'waiting') return t('undecided');
    const words = t(`plain_${nounOf(standing)}`, { count: 1 });
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
}
