/** Inputs priced by a version of a fee scale and the rates of a day. */
import type { VersionToPrice } from '../fee-scales/index.ts';
import type { PricedShape } from './priced-shape.ts';
import type { RatesUsed } from './rates-of-side.ts';

export interface PricedNow {
  scale: VersionToPrice;
  priced: PricedShape;
  rates: RatesUsed;
  /** YYYY-MM-DD. */
  pricedOn: string;
}
