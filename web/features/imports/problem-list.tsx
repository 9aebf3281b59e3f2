import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Import } from './import-columns.ts';
import { ScrollTable } from './scroll-table.tsx';

const states = { row: 'failed', field: 'skipped', nothing: 'held' } as const;
const words = { row: 'rowLeftOut', field: 'fieldLeftOut', nothing: 'nothingLeftOut' } as const;

/** Each problem with its line, its column, what stands there and what becomes of it. */
export function ProblemList({ problems }: { problems: Import['problems'] }): ReactNode {
  const { t } = useTranslation('imports');
  const { locale } = useFirmFormat();
  const columns = (['line', 'column', 'problem', 'value', 'becomes'] as const).map((name) => ({
    name,
    label: t(name),
  }));
  return (
    <ScrollTable label={t('problemsTitle')} columns={columns}>
      {problems.map((problem) => (
        <tr key={`${problem.line} ${problem.column} ${problem.message} ${problem.value}`}>
          <td className="figures">{problem.line.toLocaleString(locale)}</td>
          <td>{problem.column}</td>
          <td>{problem.message}</td>
          <td className="import-table__value">{problem.value}</td>
          <td>
            <StateBadge state={states[problem.leftOut]} look="plain">
              {t(words[problem.leftOut])}
            </StateBadge>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
