import type { ReactNode } from 'react';
import { formatFor, type Letter, type Priced, partsOf, type QuoteFormat } from './quote-format.ts';
import './quote-letter.css';
import { MayApply, QuoteLines } from './quote-lines.tsx';
import { listed, say } from './words.ts';

/**
 * A quote as its client reads it: the all-in total first, then every line, then the words around them. `note` stands
 * above all (what became of it); `below` under the total (what can be done).
 */
export function QuoteLetter(props: {
  letter: Letter;
  priced: Priced;
  /** It can no longer be accepted. */
  over?: boolean;
  /** Of its title among the page's headings. */
  level?: 1 | 2;
  note?: ReactNode;
  below?: ReactNode;
}): ReactNode {
  const { letter, priced } = props;
  const format = formatFor(letter);
  return (
    <article className="quote-letter">
      <Head letter={letter} format={format} level={props.level ?? 1} />
      {props.note}
      <Total letter={letter} priced={priced} format={format} over={props.over ?? false} />
      {props.below}
      {letter.message !== '' && <p className="quote-letter__text">{letter.message}</p>}
      {letter.changes.length > 0 && (
        <section className="quote-letter__changes">
          <h2 className="quote-letter__heading">{say('changed')}</h2>
          <ul>
            {letter.changes.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
      <QuoteLines priced={priced} format={format} />
      <MayApply priced={priced} format={format} />
      <Words title={say('covers')} text={letter.terms} />
      <Words title={say('introduction')} text={letter.referral ?? ''} />
      <section>
        <h2 className="quote-letter__heading">{say('about')}</h2>
        <ul className="quote-letter__points">
          <li>
            {say('aboutDay', { day: format.day(letter.pricedOn) })}{' '}
            {say('until', { day: format.day(letter.expiresOn) })}.
          </li>
          {letter.rates.map((rate) => (
            <li key={rate}>{rate}</li>
          ))}
          <li>{say('aboutBank')}</li>
        </ul>
      </section>
      {letter.from && (
        <p className="quote-letter__quiet">
          {say('from', { name: letter.from.name })} ·{' '}
          <a href={`mailto:${letter.from.email}`}>{letter.from.email}</a>
        </p>
      )}
    </article>
  );
}

function Head(props: { letter: Letter; format: QuoteFormat; level: 1 | 2 }): ReactNode {
  const { letter, format } = props;
  const Title = props.level === 1 ? 'h1' : 'h2';
  return (
    <header className="quote-letter__head">
      <p className="quote-letter__firm">{letter.firm.name}</p>
      <p className="quote-letter__quiet">
        {say('reference', { reference: letter.reference })}
        {letter.version > 1 && ` · ${say('version', { number: letter.version })}`}
        {` · ${format.day(letter.pricedOn)}`}
      </p>
      <Title className="quote-letter__title">{letter.title}</Title>
      {letter.clients.length > 0 && (
        <p className="quote-letter__quiet">{say('forWhom', { names: listed(letter.clients) })}</p>
      )}
      {letter.properties.map(({ side, address }) => (
        <p key={side} className="quote-letter__quiet">
          {address}
        </p>
      ))}
    </header>
  );
}

function Total(props: { letter: Letter; priced: Priced; format: QuoteFormat; over: boolean }): ReactNode {
  const { priced, format } = props;
  const { fees, disbursements, tax, onAccount } = partsOf(priced);
  const day = format.day(props.letter.expiresOn);
  return (
    <section className="quote-letter__total" aria-label={say('inAll')}>
      <p className="quote-letter__total-line">
        <span>{say('inAll')}</span>
        <strong className="figures">{format.money(priced.totals.total)}</strong>
      </p>
      <ul>
        <li>{say('feesPart', { net: format.money(fees.net), vat: format.money(fees.vat) })}</li>
        {disbursements !== 0 && <li>{say('disbursementsPart', { amount: format.money(disbursements) })}</li>}
        {tax !== 0 && <li>{say('taxPart', { amount: format.money(tax) })}</li>}
        {onAccount !== 0 && <li>{say('onAccount', { amount: format.money(onAccount) })}</li>}
      </ul>
      <p className="quote-letter__until">{say(props.over ? 'heldUntil' : 'until', { day })}</p>
    </section>
  );
}

function Words({ title, text }: { title: string; text: string }): ReactNode {
  if (text === '') return null;
  return (
    <section>
      <h2 className="quote-letter__heading">{title}</h2>
      <p className="quote-letter__text">{text}</p>
    </section>
  );
}
