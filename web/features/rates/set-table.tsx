import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import type { RateSet } from './queries.ts';
import { percent, plainDay, titleKeys, wholeMoney } from './rates.ts';

/** One set as a table, with how sure one may be of it. */
export function SetTable({ set, currency }: { set: RateSet; currency: string }): ReactNode {
  const { t } = useTranslation('rates');
  const { locale } = useFirmFormat();
  const titleId = useId();
  const day = (value: string) => plainDay(value, locale);
  const title = set.name ?? t(titleKeys(set));
  const since =
    set.effectiveTo === null
      ? t('since', { day: day(set.effectiveFrom) })
      : t('between', { from: day(set.effectiveFrom), to: day(set.effectiveTo) });
  return (
    <div className="rates__set">
      <h3 className="rates__set-title" id={titleId}>
        {title}
        {set.propertyClass === 'nonResidential' && ` · ${t('nonResidential')}`}
      </h3>
      <p className="quiet">{since}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="rates__scroll" tabIndex={0} aria-labelledby={titleId}>
        <table className="rates__table figures">
          <thead>
            <tr>
              <th scope="col">
                {t(set.kind === 'items' || set.kind === 'surcharge' ? 'what' : 'column_band')}
              </th>
              {set.columns.map((column) => (
                <th key={column} scope="col" className="rates__value">
                  {t(`column_${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {set.rows.map((row) => (
              <Row
                key={`${row.label} ${row.from}`}
                row={row}
                columns={set.columns}
                charged={set.charged}
                currency={currency}
              />
            ))}
          </tbody>
        </table>
      </section>
      <p className="rates__source">
        <strong>{t(`verification_${set.verification}`)}</strong> {set.source}
        {set.notes !== null && ` · ${set.notes}`}
      </p>
    </div>
  );
}

function Row(props: {
  row: RateSet['rows'][number];
  columns: RateSet['columns'];
  charged: RateSet['charged'];
  currency: string;
}): ReactNode {
  const { t } = useTranslation('rates');
  const { locale } = useFirmFormat();
  const { row, columns, charged, currency } = props;
  const money = (amount: number) => wholeMoney(amount, currency, locale);
  const written = (value: number | null | undefined, column: string) => {
    if (value === null || value === undefined) return t('notKnown');
    return column === 'rate' ? percent(value, locale) : money(value);
  };
  return (
    <tr>
      <th scope="row">{row.label ?? <BandWords row={row} charged={charged} money={money} />}</th>
      {columns.map((column, index) => (
        <td key={column} className="rates__value">
          {written(row.values[index], column)}
        </td>
      ))}
    </tr>
  );
}

function BandWords(props: {
  row: RateSet['rows'][number];
  charged: RateSet['charged'];
  money: (amount: number) => string;
}): ReactNode {
  const { t } = useTranslation('rates');
  const { from, to } = props.row;
  if (props.charged !== null)
    return from ? t(`${props.charged}From`, { from: props.money(from) }) : t(props.charged);
  if (from === null || (from === 0 && to === null)) return t('everything');
  if (to === null) return t('over', { from: props.money(from) });
  if (from === 0) return t('upTo', { to: props.money(to) });
  return t('band', { from: props.money(from), to: props.money(to) });
}
