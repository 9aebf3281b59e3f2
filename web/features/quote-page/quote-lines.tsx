import type { ReactNode } from 'react';
import {
  mayApplyOf,
  type Priced,
  type PricedLine,
  type PricedSide,
  percent,
  type QuoteFormat,
  sectionsOf,
} from './quote-format.ts';
import { say } from './words.ts';

/** Every line that counts, by side and section, each with where its amount comes from. */
export function QuoteLines({ priced, format }: { priced: Priced; format: QuoteFormat }): ReactNode {
  const several = priced.sides.length > 1;
  return priced.sides.map((side) => (
    <SideLines key={side.side} side={side} several={several} format={format} />
  ));
}

function SideLines(props: { side: PricedSide; several: boolean; format: QuoteFormat }): ReactNode {
  const { side, format } = props;
  const title = say(`side_${side.side}`);
  return (
    <section className="quote-side" aria-label={title}>
      <h2 className="quote-letter__heading">{title}</h2>
      {sectionsOf(side.lines).map(({ section, lines }) => (
        <div key={section} className="quote-section">
          <h3 className="quote-section__title">{say(`section_${section}`)}</h3>
          <ul className="quote-section__lines">
            {lines.map((line) => (
              <Line key={line.key} line={line} format={format} />
            ))}
          </ul>
        </div>
      ))}
      {props.several && (
        <p className="quote-side__total">
          <span>{say('sideTotal', { side: title })}</span>
          <strong className="figures">{format.money(side.totals.total)}</strong>
        </p>
      )}
    </section>
  );
}

function Line({ line, format }: { line: PricedLine; format: QuoteFormat }): ReactNode {
  return (
    <li className="quote-line">
      <div className="quote-line__words">
        <span>{line.label}</span>
        {line.detail !== '' && <span className="quote-line__detail">{line.detail}</span>}
        <span className="quote-line__why">{line.why}</span>
      </div>
      <div className="quote-line__amount">
        <span className="figures">
          {line.grossPence === null ? say('noPrice') : format.money(line.grossPence)}
        </span>
        {line.netPence !== null && line.vatPence !== null && line.vatPence !== 0 && (
          <span className="quote-line__why figures">
            {say(line.vatPence < 0 ? 'vatOffIt' : 'vatOfIt', {
              net: format.money(line.netPence),
              vat: format.money(line.vatPence),
            })}
          </span>
        )}
      </div>
      <Slices slices={line.slices} format={format} />
    </li>
  );
}

/** The parts of a price with the rate of each; those without tax say nothing. */
export function Slices(props: { slices: PricedLine['slices']; format: QuoteFormat }): ReactNode {
  const { format } = props;
  const taxed = props.slices.filter(({ tax }) => tax > 0);
  if (taxed.length === 0) return null;
  return (
    <details className="quote-slices">
      <summary>{say('slices')}</summary>
      <ul>
        {taxed.map(({ from, to, rate, tax }) => (
          <li key={from}>
            <span>
              {to === null
                ? say('lastSlice', { rate: percent(rate), from: format.whole(from) })
                : say('slice', { rate: percent(rate), from: format.whole(from), to: format.whole(to) })}
            </span>
            <span className="figures">{format.whole(tax)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function MayApply({ priced, format }: { priced: Priced; format: QuoteFormat }): ReactNode {
  const lines = mayApplyOf(priced);
  if (lines.length === 0) return null;
  return (
    <section>
      <h2 className="quote-letter__heading">{say('mayApply')}</h2>
      <p className="quote-letter__quiet">{say('mayApplyAbout')}</p>
      <ul className="quote-section__lines">
        {lines.map(({ key, label, detail, grossPence }) => (
          <li key={key} className="quote-line">
            <div className="quote-line__words">
              <span>{label}</span>
              {detail !== '' && <span className="quote-line__detail">{detail}</span>}
            </div>
            <div className="quote-line__amount">
              <span className="figures">
                {grossPence === null
                  ? say('noPrice')
                  : say('mayApplyPrice', { amount: format.money(grossPence) })}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
