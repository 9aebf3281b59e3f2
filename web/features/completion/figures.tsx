import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/money.tsx';
import { type Figure, isResult, type Sheet } from './sheet-query.ts';

function labelsIn(sheet: Sheet): (keys: readonly string[]) => string {
  const labels = new Map(sheet.fields.map(({ key, label }) => [key, label]));
  return (keys) => keys.map((key) => labels.get(key) ?? key).join(', ');
}

/** What the sheet comes to, term by term. */
export function Result({ sheet }: { sheet: Sheet }): ReactNode {
  const { t } = useTranslation('completion');
  const labels = labelsIn(sheet);
  const figure = sheet.figures.find(isResult);
  if (!figure) return null;
  const { amount, parts, missing, countedAsNothing } = figure;
  return (
    <section className="sheet-result" aria-label={figure.label}>
      <h2 className="sheet-result__title">{figure.label}</h2>
      <p className="sheet-result__amount figures" aria-live="polite">
        {amount === null ? t('cannot') : <Money {...amount} />}
      </p>
      {amount !== null && amount.amount < 0 && (
        <p className="sheet-result__note">{t(figure.key === 'toClient' ? 'short' : 'surplus')}</p>
      )}
      {missing.length > 0 && (
        <p className="sheet-result__note">{t('missing', { fields: labels(missing) })}</p>
      )}
      {parts.length > 0 && (
        <dl className="sheet-parts">
          {parts.map((part) => (
            <div key={part.key} className="sheet-part">
              <dt>{part.label}</dt>
              <dd>
                <Money {...part.amount} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {countedAsNothing.length > 0 && (
        <details className="sheet-result__nothing">
          <summary>{t('nothing', { count: countedAsNothing.length })}</summary>
          <p>{labels(countedAsNothing)}</p>
        </details>
      )}
    </section>
  );
}

/** A line that is worked out, among the fields that it comes from. */
export function ComputedLine({ figure, sheet }: { figure: Figure; sheet: Sheet }): ReactNode {
  const { t } = useTranslation('completion');
  const labels = labelsIn(sheet);
  const { amount, percent, missing, countedAsNothing, parts, why } = figure;
  // Nothing was filled in: there is nothing to tell.
  if (missing.length === 0 && parts.length === 0 && countedAsNothing.length > 0) return null;
  if (figure.kind === 'percent' && percent === null) return null;
  return (
    <div className="sheet-computed">
      <span className="sheet-computed__label">{figure.label}</span>
      <span className="sheet-computed__why">
        {missing.length > 0 ? t('missing', { fields: labels(missing) }) : why}
      </span>
      <span className="sheet-computed__amount figures">
        {amount !== null && <Money {...amount} />}
        {percent !== null && `${percent / 100}%`}
        {amount === null && percent === null && t('none')}
      </span>
    </div>
  );
}
