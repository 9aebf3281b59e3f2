import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PricedLine, PricedSide, Pricing } from '../quotes/queries.ts';
import { sectionKinds } from './queries.ts';
import { useWords } from './use-words.ts';

/** The total, and each line with where its amount comes from. */
export function TryResult({ pricing: { priced, feeScale } }: { pricing: Pricing }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { pence } = useWords();
  const several = priced.sides.length > 1;
  return (
    <>
      <p className="try__total">
        <span>{t('tryTotal')}</span>
        <strong className="figures">{pence(priced.totals.total)}</strong>
      </p>
      {priced.needsPrice.length > 0 && (
        <p className="try__open">{t('tryOpen', { count: priced.needsPrice.length })}</p>
      )}
      {priced.sides.map((side) => (
        <SideLines key={side.side} side={side} titled={several} />
      ))}
      <p className="quiet">{t('tryBy', { number: feeScale.number })}</p>
    </>
  );
}

function SideLines({ side, titled }: { side: PricedSide; titled: boolean }): ReactNode {
  const { t } = useTranslation('fee-scales');
  return (
    <section aria-label={t(`side_${side.side}`)}>
      {titled && <h2 className="fee-section__title">{t(`side_${side.side}`)}</h2>}
      {sectionKinds.map((section) => {
        const lines = side.lines.filter((line) => line.section === section);
        if (lines.length === 0) return null;
        return (
          <div key={section}>
            <h3 className="try__section">{t(`section_${section}`)}</h3>
            <ul className="try__lines">
              {lines.map((line) => (
                <TryLine key={line.key} line={line} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function TryLine({ line }: { line: PricedLine }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { pence } = useWords();
  const { label, why, show, grossPence, vatPence, counts } = line;
  return (
    <li className="try__line" data-off={!counts || undefined}>
      <span className="try__words">
        <span>{label}</span>
        <span className="fee-line__when">
          {show !== 'charged' && `${t(`show_${show}`)} · `}
          {why}
          {vatPence !== null && vatPence > 0 && ` · ${t('tryVat', { vat: pence(vatPence) })}`}
        </span>
      </span>
      <span className="figures">{grossPence === null ? t('onApplication') : pence(grossPence)}</span>
    </li>
  );
}
