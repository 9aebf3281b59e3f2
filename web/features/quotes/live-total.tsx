import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Additions } from './additions.tsx';
import { LiveLine } from './live-line.tsx';
import './live-total.css';
import { type Priced, type PricedSide, type Pricing, sections } from './queries.ts';
import type { QuoteDraft } from './use-draft.ts';
import { useDay, useMoney } from './use-money.ts';

/** What it costs as far as it is known: it follows the answers and never stands in their way. */
export function LiveTotal({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { pricing } = draft;
  return (
    <div className="live-total" data-stale={!draft.isCurrent || undefined}>
      <Headline draft={draft} />
      {draft.priceError !== null && <ProblemAlert error={draft.priceError} dense />}
      {pricing && (
        <>
          {pricing.priced.sides.map((side) => (
            <SideTotal key={side.side} side={side} several={pricing.priced.sides.length > 1} draft={draft} />
          ))}
          <MayApply priced={pricing.priced} draft={draft} />
          <Additions draft={draft} />
          <PricedBy pricing={pricing} />
        </>
      )}
      {!pricing && draft.priceError === null && <p className="quiet">{t('noTotal')}</p>}
    </div>
  );
}

function Headline({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { pricing } = draft;
  const money = useMoney(pricing?.currency);
  const totals = pricing?.priced.totals;
  const open = pricing?.priced.needsPrice.length ?? 0;
  return (
    <div className="live-total__head">
      <p className="live-total__line">
        <span>{t('inAll')}</span>
        <strong className="figures" aria-live="polite" data-total>
          {totals ? money(totals.total) : '–'}
        </strong>
      </p>
      {totals && (
        <p className="live-total__parts">
          {t('parts', {
            net: money(totals.feesNet),
            vat: money(totals.feesVat),
            disbursements: money(totals.disbursementsNet + totals.disbursementsVat),
          })}
          {totals.tax > 0 && ` · ${t('partTax', { tax: money(totals.tax) })}`}
          {totals.onAccount > 0 && ` · ${t('onAccount', { amount: money(totals.onAccount) })}`}
        </p>
      )}
      {open > 0 && <p className="live-total__open">{t('withoutPrices', { count: open })}</p>}
      <Waiting draft={draft} />
    </div>
  );
}

/** Why the figures are not those of the answers just now; the line keeps its place, so that nothing jumps. */
function Waiting({ draft }: { draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const names = [...new Set(draft.missing.map(({ question }) => question.label))].join(', ');
  return <p className="live-total__waiting">{names === '' ? '' : t('waitingFor', { names })}</p>;
}

function SideTotal(props: { side: PricedSide; several: boolean; draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { side, draft } = props;
  const money = useMoney(draft.pricing?.currency);
  const lines = side.lines.filter(({ show }) => show !== 'may_apply');
  return (
    <section className="live-side" aria-label={t(`side_${side.side}`)}>
      {props.several && (
        <h2 className="live-side__title">
          <span>{t(`side_${side.side}`)}</span>
          <span className="figures">{money(side.totals.total)}</span>
        </h2>
      )}
      {sections.map((section) => {
        const own = lines.filter((line) => line.section === section);
        if (own.length === 0) return null;
        return (
          <div key={section}>
            <h3 className="live-section__title">{t(`section_${section}`)}</h3>
            <ul className="live-section__lines">
              {own.map((line) => (
                <LiveLine key={line.key} line={line} draft={draft} />
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}

function MayApply({ priced, draft }: { priced: Priced; draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const lines = priced.sides.flatMap((side) => side.lines.filter(({ show }) => show === 'may_apply'));
  if (lines.length === 0) return null;
  return (
    <details className="live-may">
      <summary>
        {t('mayApply')} ({lines.length})
      </summary>
      <p className="live-line__why">{t('mayApplyAbout')}</p>
      <ul className="live-section__lines">
        {lines.map((line) => (
          <LiveLine key={line.key} line={line} draft={draft} />
        ))}
      </ul>
    </details>
  );
}

function PricedBy({ pricing }: { pricing: Pricing }): ReactNode {
  const { t } = useTranslation('quotes');
  const day = useDay();
  const { feeScale, pricedOn } = pricing;
  return (
    <p className="live-total__by">
      {t('pricedBy', { scale: feeScale.name, number: feeScale.number, day: day(pricedOn) })}
    </p>
  );
}
