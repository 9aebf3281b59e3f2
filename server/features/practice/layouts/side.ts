/** Whether a matter buys or sells. Pure. */
import type { LayoutValues, Side } from './design.ts';

export interface KnownSide {
  side: Side | null;
  /** `chosen`: on the sheet. `matter_type`: taken from the name of the matter's type. */
  from: 'chosen' | 'matter_type' | null;
}

export function sideOf(values: LayoutValues, matterType: string | null): KnownSide {
  if (values.side === 'purchase' || values.side === 'sale') return { side: values.side, from: 'chosen' };
  const name = matterType ?? '';
  const buys = /\b(?:purchase|buy(?:ing)?)\b/i.test(name);
  const sells = /\b(?:sale|sell(?:ing)?)\b/i.test(name);
  // "Sale & purchase" says neither.
  if (buys === sells) return { side: null, from: null };
  return { side: buys ? 'purchase' : 'sale', from: 'matter_type' };
}
