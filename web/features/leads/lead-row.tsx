import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Waiting } from './board.tsx';
import type { LeadCard } from './lead.ts';
import { LeadStateWord } from './lead-state.tsx';

/** One lead in the table: a line of columns, or two lines on a narrow screen. */
export function LeadRow({ lead, narrow }: { lead: LeadCard; narrow: boolean }): ReactNode {
  const { t } = useTranslation('leads');
  if (narrow) {
    return (
      <span className="lead-row__words">
        <span className="lead-row__line">
          <span className="lead-row__title lead-row__cut">{lead.title}</span>
          <LeadStateWord state={lead.state} />
        </span>
        <span className="lead-row__line lead-row__quiet">
          <span className="lead-row__cut">{lead.assignee?.name ?? t('nobody')}</span>
          <Waiting lead={lead} />
        </span>
      </span>
    );
  }
  return (
    <span className="lead-row">
      <span className="lead-row__quiet figures">{lead.number}</span>
      <span className="lead-row__title lead-row__cut">{lead.title}</span>
      <LeadStateWord state={lead.state} />
      <span className="lead-row__cut lead-row__quiet">
        <Waiting lead={lead} />
      </span>
      <span className="lead-row__cut lead-row__quiet">{lead.assignee?.name ?? t('nobody')}</span>
      <span className="lead-row__cut lead-row__quiet lead-row__source">{t(`source_${lead.source}`)}</span>
      <span className="lead-row__end">{lead.value && <Money {...lead.value} />}</span>
      <span className="lead-row__quiet lead-row__end">
        <RelativeTime at={lead.updatedAt} />
      </span>
    </span>
  );
}

export function LeadColumns(): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <div className="lead-columns" aria-hidden>
      <div className="lead-row">
        <span>{t('number')}</span>
        <span>{t('lead')}</span>
        <span>{t('state')}</span>
        <span>{t('next')}</span>
        <span>{t('assignee')}</span>
        <span className="lead-row__source">{t('source')}</span>
        <span className="lead-row__end">{t('value')}</span>
        <span className="lead-row__end">{t('changed')}</span>
      </div>
    </div>
  );
}
