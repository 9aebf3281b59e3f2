import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { LeadStateWord } from '../leads/lead-state.tsx';
import '../leads/leads.css';
import type { Row, Unit } from './queries.ts';
import { useNumberWords } from './use-numbers.ts';

/** One lead behind a number, with what it adds to it. */
export function LeadBehind({ row, unit }: { row: Row; unit: Unit }): ReactNode {
  const { t } = useTranslation(['insights', 'leads']);
  const people = [row.assignee?.name, row.referrer?.name, row.lostReason?.name].filter(
    (name) => name !== undefined,
  );
  return (
    <span className="lead-row__words">
      <span className="lead-row__line">
        <span className="lead-row__title lead-row__cut">{row.title}</span>
        <span className="lead-row__end behind__adds figures">
          <Adds row={row} unit={unit} />
        </span>
      </span>
      <span className="lead-row__line lead-row__quiet">
        <span className="lead-row__cut">
          <RelativeTime at={row.arrivedAt} /> · {t(`source_${row.source}`, { ns: 'leads' })}
          {people.map((name) => ` · ${name}`)}
        </span>
        <LeadStateWord state={row.state} />
      </span>
    </span>
  );
}

function Adds({ row, unit }: { row: Row; unit: Unit }): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  switch (unit) {
    case 'ratio':
      return t(row.above ? (row.below ? 'countsBoth' : 'countsYes') : 'countsNo');
    case 'seconds':
      return words(row.responseSeconds, 'seconds');
    case 'days':
      return words(row.days, 'days');
    case 'money':
      return row.value ? words(row.value.amount, 'money', true) : t('noValue');
    case 'leads':
      return row.value ? words(row.value.amount, 'money', true) : null;
  }
}
