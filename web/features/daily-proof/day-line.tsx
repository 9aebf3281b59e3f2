import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import './daily-proof.css';

export type SourceDay = Answer<'GET /api/v1/sources/:id/days'>['items'][number];

export const kinds = ['logged', 'review', 'skipped', 'failed', 'waiting', 'undone'] as const;
export type Kind = (typeof kinds)[number];

/** A day in the firm's words: "Tuesday 3 March". Days have no zone. */
export function useDayName(): (day: string) => string {
  const { locale } = useFirmFormat();
  return (day) =>
    new Date(`${day}T12:00:00Z`).toLocaleDateString(locale, {
      timeZone: 'UTC',
      weekday: 'long',
      day: 'numeric',
      month: 'long',
    });
}

/** One day: what the phone system says, what is here, and what became of it, each figure opening its rows. */
export function DayLine(props: {
  source: { id: string; label: string };
  day: SourceDay;
  provable: boolean;
}): ReactNode {
  const { source, day, provable } = props;
  const { t } = useTranslation('daily-proof');
  const { locale } = useFirmFormat();
  const name = useDayName();
  const number = (count: number) => count.toLocaleString(locale);
  return (
    <li className="proof-day">
      <div className="proof-day__head">
        <h3 className="proof-day__name">{name(day.day)}</h3>
        {provable && <Verdict day={day} />}
      </div>
      <p className="proof-day__sum figures">
        {day.says === null
          ? t('holds', { held: number(day.held) })
          : t('agrees', { label: source.label, says: number(day.says), held: number(day.held) })}
        {day.held > 0 && ': '}
        {kinds
          .filter((kind) => day.became[kind] > 0)
          .map((kind, index) => (
            <span key={kind}>
              {index > 0 && ', '}
              <Link to={`/settings/sources/${source.id}/days`} search={{ day: day.day, became: kind }}>
                {t(kind, { count: day.became[kind] }).replace(
                  String(day.became[kind]),
                  number(day.became[kind]),
                )}
              </Link>
            </span>
          ))}
      </p>
      <Notes day={day} />
      {provable && <Check sourceId={source.id} day={day} />}
    </li>
  );
}

function Verdict({ day }: { day: SourceDay }): ReactNode {
  const { t } = useTranslation('daily-proof');
  if (day.state === 'asking') return <StateBadge state="working">{t('asking')}</StateBadge>;
  if (day.state === 'failed') return <StateBadge state="failed">{t('couldNot')}</StateBadge>;
  if (day.state === 'none') return <StateBadge state="waiting">{t('notAsked')}</StateBadge>;
  if (day.missing === 0 && day.bringingIn)
    return <StateBadge state="working">{t('lookingAgain')}</StateBadge>;
  if (day.missing === 0) return <StateBadge state="logged">{t('complete')}</StateBadge>;
  return (
    <StateBadge state="needsPerson">
      {t('missing', { count: day.missing })}
      {day.bringingIn && `, ${t('bringingIn')}`}
    </StateBadge>
  );
}

function Notes({ day }: { day: SourceDay }): ReactNode {
  const { t } = useTranslation('daily-proof');
  return (
    <>
      {day.note !== '' && <p className="proof-day__note">{t(`note_${day.note}`, { detail: day.detail })}</p>}
      {day.beyond > 0 && <p className="quiet">{t('beyond', { count: day.beyond })}</p>}
      {day.unreadable > 0 && <p className="proof-day__note">{t('unreadable', { count: day.unreadable })}</p>}
    </>
  );
}

function Check({ sourceId, day }: { sourceId: string; day: SourceDay }): ReactNode {
  const { t } = useTranslation('daily-proof');
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () =>
      api('POST /api/v1/sources/:id/day-checks', { params: { id: sourceId }, body: { day: day.day } }),
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['source-days'] }),
  });
  return (
    <div className="proof-day__check">
      <Button
        size="compact-sm"
        variant="default"
        disabled={check.isPending || day.state === 'asking'}
        onClick={() => check.mutate()}
      >
        {t(day.checkedAt === null ? 'check' : 'checkAgain')}
      </Button>
      {day.checkedAt !== null && (
        <span className="quiet">
          {t('checked')} <RelativeTime at={day.checkedAt} />
        </span>
      )}
    </div>
  );
}
