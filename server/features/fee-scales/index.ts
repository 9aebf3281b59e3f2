/** Fee scales and pricing: their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createFeeScaleRoutes } from './routes.ts';

export { moneyWords, type TaxSlice, type UnitAmount } from './amount.ts';
export { type AnswerProblem, type Answers, holds, questionsAsked, readAnswers } from './answers.ts';
export { type BandEdges, type BandFault, bandFaults } from './bands.ts';
export {
  type AmountRule,
  condition,
  type FeeLine,
  type FeeScaleContent,
  feeScaleContent,
  sectionKind,
  vatTreatment,
} from './content.ts';
export { stateOf, versionOn, whyNotStart } from './decide.ts';
export { type Driver, driverWords } from './drivers.ts';
export { portion } from './portion.ts';
export {
  type Choices,
  type ExtraLine,
  type Priced,
  type PricedLine,
  priceTransaction,
  type Totals,
} from './price.ts';
export {
  type AnswerValue,
  type Condition,
  findQuestion,
  type Question,
  questionsOf,
  type Side,
  sides,
  sidesOf,
  type Transaction,
  transactions,
} from './questions.ts';
export type { QuoteRates } from './quote-rates.ts';
export { feeScaleRoutes, question, side, transaction } from './schema.ts';
export { findVersionOn, type VersionToPrice } from './store.ts';
export { describeQuestions } from './views.ts';

export function createFeeScalesFeature(platform: Platform): Feature {
  return { routes: createFeeScaleRoutes(platform) };
}
