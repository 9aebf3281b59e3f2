import { Button } from '@mantine/core';
import { IconAlertTriangle, IconArrowsLeftRight } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { Difference, Given } from './queries.ts';
import { useAnswer } from './queries.ts';
import './sync.css';
import { Value } from './value.tsx';

/** One field on which the two sides do not agree: the values, whose they are, and what can be done. */
export function DifferenceCard(props: {
  difference: Difference;
  /** Beside its own field the name is there already. */
  named?: boolean;
  /** What it belongs to, where that is not the page. */
  record?: ReactNode;
}): ReactNode {
  const { t } = useTranslation('sync');
  const { difference, named = true } = props;
  const { system, kind, fieldLabel } = difference;
  const title = useId();
  return (
    <section className="difference" aria-labelledby={title} data-kind={kind}>
      <header className="difference__head">
        {props.record && <p className="difference__record">{props.record}</p>}
        <h3 className="difference__title" id={title}>
          {named ? fieldLabel : <span className="visually-hidden">{fieldLabel}: </span>}
          {!named && t(kind, { system })}
        </h3>
        {named && <p className="difference__kind">{t(kind, { system })}</p>}
      </header>
      <Values difference={difference} />
      <Foot difference={difference} />
    </section>
  );
}

export function Values({ difference }: { difference: Difference }): ReactNode {
  const { t } = useTranslation('sync');
  const { base, ours, theirs, oursBy, oursAt, theirsAt, kind, valueKind, system } = difference;
  return (
    <dl className="difference__values">
      {kind === 'conflict' && (
        <div>
          <dt>{t('before')}</dt>
          <dd>
            <span className="difference__value">
              <Value text={base} kind={valueKind} />
            </span>
          </dd>
        </div>
      )}
      <div data-side="ours">
        <dt>{t('here')}</dt>
        <dd>
          <span className="difference__value">
            <Value text={ours} kind={valueKind} />
          </span>
          <small>
            {t('by', { name: oursBy.name ?? t('program') })} · <RelativeTime at={oursAt} />
          </small>
        </dd>
      </div>
      <div data-side="theirs">
        <dt>{t('there', { system })}</dt>
        <dd>
          <span className="difference__value">
            <Value text={theirs} kind={valueKind} />
          </span>
          {theirsAt !== null && (
            <small>
              {t('seen')} <RelativeTime at={theirsAt} />
            </small>
          )}
        </dd>
      </div>
    </dl>
  );
}

/** What stands there does not fit the field: nobody can take it. */
export const isUnreadable = ({ kind, state, detail, matterId }: Difference): boolean =>
  matterId !== null && kind === 'conflict' && state === 'open' && detail !== null;

function Foot({ difference }: { difference: Difference }): ReactNode {
  const { t } = useTranslation('sync');
  const answer = useAnswer();
  const { system, state, detail, fieldLabel: field, matterId } = difference;
  if (state === 'sending')
    return (
      <p className="difference__state" role="status">
        <IconArrowsLeftRight size={16} stroke={1.75} aria-hidden /> {t('sending', { system })}
      </p>
    );
  const unreadable = isUnreadable(difference);
  const keep = t(matterId === null ? 'keep' : 'take', { system });
  const send = t('send', { system });
  const give = (given: Given) => answer.mutate({ difference, answer: given });
  return (
    <>
      {state === 'failed' && (
        <p className="difference__failed" role="alert">
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>{detail === null ? t('failedPlain', { system }) : t('failed', { system, detail })}</span>
        </p>
      )}
      {unreadable && <p className="difference__note">{t('unreadable', { detail: detail ?? '' })}</p>}
      <div className="difference__ways">
        <Button
          size="xs"
          disabled={answer.isPending}
          aria-label={t('about', { action: send, field })}
          onClick={() => give('ours')}
        >
          {send}
        </Button>
        {!unreadable && (
          <Button
            size="xs"
            variant="default"
            disabled={answer.isPending}
            aria-label={t('about', { action: keep, field })}
            onClick={() => give('theirs')}
          >
            {keep}
          </Button>
        )}
      </div>
    </>
  );
}
