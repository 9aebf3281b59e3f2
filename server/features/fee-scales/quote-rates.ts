/** What pricing needs of the published rates: amounts of a day, with their explanation. */
import type { UnitAmount } from './amount.ts';
import type { Answers } from './answers.ts';
import type { informationFees } from './content.ts';
import type { Side } from './questions.ts';

export interface QuoteRates {
  propertyTax(side: Side, answers: Answers): UnitAmount;
  registrationFee(side: Side, answers: Answers): UnitAmount;
  informationFee(fee: (typeof informationFees)[number]): UnitAmount;
}
