/** What staff choose beside the answers: ticks, prices by hand, discounts, lines of this quote only. Pure. */
import type { Choices, Discount, ExtraLine, PricedLine } from './queries.ts';

export function tick(choices: Choices, key: string, ticked: boolean): Choices {
  return { ...choices, ticked: { ...choices.ticked, [key]: ticked } };
}

/** `null`: worked out again, as the fee scale says. */
export function setPrice(choices: Choices, key: string, pence: number | null): Choices {
  const { [key]: _before, ...prices } = choices.prices;
  return { ...choices, prices: pence === null ? prices : { ...prices, [key]: pence } };
}

export function addDiscount(choices: Choices, discount: Discount): Choices {
  return { ...choices, discounts: [...choices.discounts, discount] };
}

export function addExtra(choices: Choices, extra: ExtraLine): Choices {
  return { ...choices, extra: [...choices.extra, extra] };
}

export interface Removed {
  choices: Choices;
  /** Puts it back where it was, whatever was done since. */
  undo: (choices: Choices) => Choices;
}

/** The discount or extra line behind a priced line; null when it is one of the fee scale's. */
export function removeLine(
  choices: Choices,
  line: Pick<PricedLine, 'key' | 'kind' | 'side'>,
): Removed | null {
  const rest = line.key.slice(line.side.length + 1);
  if (line.kind === 'discount') {
    const at = Number(rest.replace('discount-', ''));
    const discount = choices.discounts[at];
    if (!discount) return null;
    return {
      choices: { ...choices, discounts: choices.discounts.toSpliced(at, 1) },
      undo: (now) => ({ ...now, discounts: now.discounts.toSpliced(at, 0, discount) }),
    };
  }
  const at = choices.extra.findIndex(({ id }) => id === rest);
  const extra = choices.extra[at];
  if (line.kind !== 'extra' || !extra) return null;
  return {
    choices: { ...choices, extra: choices.extra.toSpliced(at, 1) },
    undo: (now) => ({ ...now, extra: now.extra.toSpliced(at, 0, extra) }),
  };
}
