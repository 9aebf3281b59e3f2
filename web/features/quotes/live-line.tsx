import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../ui/toasts.tsx';
import { PenceField } from '../fee-scales/typed-field.tsx';
import { Slices } from '../quote-page/quote-lines.tsx';
import { removeLine, setPrice, tick } from './choices.ts';
import type { PricedLine } from './queries.ts';
import type { QuoteDraft } from './use-draft.ts';
import { useMoney } from './use-money.ts';

/** One line of the live total, with what can be done about it right there. */
export function LiveLine({ line, draft }: { line: PricedLine; draft: QuoteDraft }): ReactNode {
  const byHand = draft.inputs.choices.prices[line.key] !== undefined;
  const mustSay = line.needsPrice && line.counts;
  const money = useMoney(draft.pricing?.currency);
  const whole = (units: number) => money(units * 100).replace(/\.00$/, '');
  return (
    <li className="live-line" data-needs={mustSay || undefined} data-off={!line.counts || undefined}>
      <LineWords line={line} draft={draft} />
      <LineAmount line={line} />
      {line.kind !== 'line' && <Remove line={line} draft={draft} />}
      {(byHand || mustSay) && <ByHand line={line} draft={draft} />}
      <Slices slices={line.slices} format={{ money, whole, day: String, dayOf: String }} />
    </li>
  );
}

function LineWords({ line, draft }: { line: PricedLine; draft: QuoteDraft }): ReactNode {
  const words = (
    <>
      <span>{line.label}</span>
      <span className="live-line__why">{line.why}</span>
    </>
  );
  if (line.show !== 'optional') return <div className="live-line__words">{words}</div>;
  return (
    <label className="live-line__words live-line__words--tick">
      <input
        type="checkbox"
        checked={line.counts}
        onChange={({ currentTarget: { checked } }) => draft.choose((now) => tick(now, line.key, checked))}
      />
      <span className="live-line__words">{words}</span>
    </label>
  );
}

function LineAmount({ line }: { line: PricedLine }): ReactNode {
  const { t } = useTranslation('quotes');
  const money = useMoney();
  const { netPence, vatPence, grossPence } = line;
  if (netPence === null || vatPence === null || grossPence === null)
    return <div className="live-line__amount">{line.counts ? t('setPrice') : t('onApplication')}</div>;
  return (
    <div className="live-line__amount">
      <span className="figures">{money(grossPence)}</span>
      {vatPence !== 0 && (
        <span className="live-line__why figures">
          {t(vatPence < 0 ? 'vatOffIt' : 'vatOfIt', { net: money(netPence), vat: money(vatPence) })}
        </span>
      )}
    </div>
  );
}

/** Nobody can work it out: the price of one unit, typed here. Empty again, and it is asked for again. */
function ByHand({ line, draft }: { line: PricedLine; draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { key, label, quantity } = line;
  return (
    <div className="live-line__by-hand" data-price-of={key}>
      <PenceField
        bare
        label={t('priceOf', { label })}
        placeholder={t('setPrice')}
        value={draft.inputs.choices.prices[key] ?? null}
        onType={(pence) => draft.choose((now) => setPrice(now, key, pence))}
      />
      {quantity > 1 && <span className="live-line__why">{t('eachOf', { count: quantity })}</span>}
    </div>
  );
}

function Remove({ line, draft }: { line: PricedLine; draft: QuoteDraft }): ReactNode {
  const { t } = useTranslation('quotes');
  const { label } = line;
  function remove(): void {
    const removed = removeLine(draft.inputs.choices, line);
    if (!removed) return;
    draft.choose(() => removed.choices);
    showDone(t('removed', { label }), async () => draft.choose(removed.undo));
  }
  return (
    <ActionIcon size={24} className="live-line__remove" aria-label={t('remove', { label })} onClick={remove}>
      <IconX size={14} stroke={1.75} aria-hidden />
    </ActionIcon>
  );
}
