import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { IconMessageCheck, IconPaperclip } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import '../../ui/facts.css';
import './texts.css';
import { FileDialog } from './file-dialog.tsx';
import { type TriageItem, triageQuery, useTextAct } from './queries.ts';

/** Texts that nobody but a person can place, and words that were read as "no more texts". */
export function TextsPage(): ReactNode {
  const { t } = useTranslation('texts');
  const place = useQuery(triageQuery('place'));
  const review = useQuery(triageQuery('review'));
  const error = place.error ?? review.error;
  const nothing = place.data?.items.length === 0 && review.data?.items.length === 0;
  return (
    <>
      <PageHeader title={t('title')} subtitle={t('subtitle')} />
      <div className="texts">
        {error && <ProblemAlert error={error} />}
        {!place.data && !error && <ProgressLine label={t('title')} />}
        {nothing && (
          <EmptyState icon={<IconMessageCheck size={24} stroke={1.5} />} title={t('nothingWaits')}>
            {t('nothingWaitsBody')}
          </EmptyState>
        )}
        <Section
          title={t('toPlace')}
          about={t('toPlaceAbout')}
          items={place.data?.items ?? []}
          Row={PlaceRow}
        />
        <Section
          title={t('toReview')}
          about={t('toReviewAbout')}
          items={review.data?.items.filter(({ state }) => state !== 'triage') ?? []}
          Row={ReviewRow}
        />
      </div>
    </>
  );
}

function Section(props: {
  title: string;
  about: string;
  items: readonly TriageItem[];
  Row: (props: { item: TriageItem }) => ReactNode;
}): ReactNode {
  const { title, about, items, Row } = props;
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="texts__title">{title}</h2>
      <p className="quiet">{about}</p>
      <ul className="texts__rows">
        {items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </section>
  );
}

function PlaceRow({ item }: { item: TriageItem }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  const [choosing, setChoosing] = useState(false);
  async function dismiss(): Promise<void> {
    const params = { id: item.id };
    if (await act(() => api('POST /api/v1/text-triage/:id/dismiss', { params }))) showDone(t('dismissed'));
  }
  return (
    <li className="texts__row">
      <Words item={item} />
      <p className="texts__why">
        <StateBadge state="needsPerson">{t(`reason_${item.reason ?? 'not_taken'}`)}</StateBadge>
        <Candidates item={item} />
      </p>
      {item.review === 'open' && <Review item={item} />}
      <div className="texts__buttons">
        <Button size="xs" aria-label={`${t('place')}: ${item.number}`} onClick={() => setChoosing(true)}>
          {t('place')}
        </Button>
        <PressTwice
          label={t('dismiss')}
          again={t('dismissAgain')}
          about={item.number}
          onPress={() => void dismiss()}
        />
      </div>
      {choosing && <FileDialog item={item} onClose={() => setChoosing(false)} />}
    </li>
  );
}

function ReviewRow({ item }: { item: TriageItem }): ReactNode {
  return (
    <li className="texts__row">
      <Words item={item} />
      <Review item={item} />
    </li>
  );
}

/** Whether the words meant what they were read as. */
function Review({ item }: { item: TriageItem }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  async function say(outcome: 'confirmed' | 'mistaken'): Promise<void> {
    const params = { id: item.id };
    if (await act(() => api('POST /api/v1/text-triage/:id/review', { params, body: { outcome } })))
      showDone(t(`said_${outcome}`));
  }
  const about = item.contactName || item.number;
  return (
    <div className="texts__why">
      <StateBadge state="needsPerson">{t('readAsOptOut')}</StateBadge>
      <span className="texts__buttons">
        <Button
          size="xs"
          variant="default"
          aria-label={`${t('confirm')}: ${about}`}
          onClick={() => void say('confirmed')}
        >
          {t('confirm')}
        </Button>
        <PressTwice
          label={t('mistaken')}
          again={t('mistakenAgain')}
          about={about}
          onPress={() => void say('mistaken')}
        />
      </span>
    </div>
  );
}

/** Who wrote, when and what. */
function Words({ item }: { item: TriageItem }): ReactNode {
  const { t } = useTranslation('texts');
  return (
    <div className="texts__what">
      <p className="texts__head">
        <span className="texts__number">
          {item.contactName !== '' && item.contactId !== null ? (
            <Link to={`/contacts/${item.contactId}`}>{item.contactName}</Link>
          ) : (
            <PhoneNumber number={item.number} />
          )}
        </span>
        <span className="quiet">
          <RelativeTime at={item.receivedAt} />
          {' · '}
          {item.channel === 'portal' ? (
            t('inPortal')
          ) : (
            <>
              {t('to')} <PhoneNumber number={item.line} />
            </>
          )}
        </span>
      </p>
      {item.body !== '' && <blockquote className="texts__words">{item.body}</blockquote>}
      {item.files.length > 0 && (
        <p className="texts__files quiet">
          <IconPaperclip size={14} stroke={1.75} aria-hidden /> {t('files', { count: item.files.length })}
        </p>
      )}
    </div>
  );
}

function Candidates({ item }: { item: TriageItem }): ReactNode {
  const { candidates } = item;
  if (candidates.length === 0) return null;
  return (
    <span>
      {candidates.map(({ contactId, contactName }, index) => (
        <span key={contactId}>
          {index > 0 && ', '}
          <Link to={`/contacts/${contactId}`}>{contactName}</Link>
        </span>
      ))}
    </span>
  );
}
