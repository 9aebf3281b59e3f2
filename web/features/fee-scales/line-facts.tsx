import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './bands.css';
import type { Band, Line } from './queries.ts';
import { useWords } from './use-words.ts';

/** What a line says, to read: a version that was published does not change. */
export function LineFacts({ line }: { line: Line }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  const { amount, vat } = line;
  const notes = [
    ...(vat.treatment === 'standard' && vat.inclusive ? [t('vatInclusive')] : []),
    ...(line.onAccount ? [t('onAccount')] : []),
    ...(line.show === 'optional' && line.ticked ? [t('ticked')] : []),
  ];
  return (
    <div className="line-facts">
      <dl className="facts">
        {line.detail !== '' && <Fact name={t('detail')}>{line.detail}</Fact>}
        <Fact name={t('when')}>
          {line.trigger.length === 0
            ? t('whenAlways')
            : line.trigger.map((test) => words.test(test, line.sides)).join(' · ')}
        </Fact>
        <Fact name={t('rule')}>
          {t(`rule_${amount.rule}`)}
          {!('bands' in amount) &&
            words.amount(amount) !== t(`rule_${amount.rule}`) &&
            ` · ${words.amount(amount)}`}
          <Limits line={line} />
        </Fact>
        {amount.rule === 'formula' && (
          <Fact name={t('terms')}>{amount.terms.map(termWords).join(' · ')}</Fact>
        )}
        <Fact name={t('quantity')}>{t(`driver_${line.quantity}`)}</Fact>
        <Fact name={t('vat')}>{t(`vat_${vat.treatment}`)}</Fact>
        <Fact name={t('show')}>{t(`show_${line.show}`)}</Fact>
        {line.activityCode !== null && <Fact name={t('activityCode')}>{line.activityCode}</Fact>}
        {notes.length > 0 && <Fact name={t('also')}>{notes.join(' · ')}</Fact>}
      </dl>
      {amount.rule === 'banded' && <Bands bands={amount.bands} />}
    </div>
  );

  function termWords(term: Extract<Line['amount'], { rule: 'formula' }>['terms'][number]): string {
    if (term.kind === 'each')
      return t('termEachWords', {
        amount: words.pence(term.pence),
        driver: t(`driver_${term.driver}`).toLowerCase(),
        beyond: term.beyond,
      });
    const share = t(term.of === 'loan' ? 'ofLoan' : 'ofPrice', { percent: words.percent(term.basisPoints) });
    return term.above === 0 ? share : t('aboveWords', { share, above: words.pounds(term.above) });
  }
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Limits({ line: { amount } }: { line: Line }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  if (!('minPence' in amount) || amount.minPence === null || amount.maxPence === null) return null;
  return ` · ${t('limits', { least: words.pence(amount.minPence), most: words.pence(amount.maxPence) })}`;
}

function Bands({ bands }: { bands: readonly Band[] }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  return (
    <table className="bands__read figures">
      <caption className="visually-hidden">{t('bands')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column_band')}</th>
          <th scope="col">{t('column_price')}</th>
        </tr>
      </thead>
      <tbody>
        {bands.map((band) => (
          <tr key={band.from}>
            <th scope="row">{words.band(band)}</th>
            <td>{words.charge(band.charge)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
