/** Property taxes, registration fees and VAT as data: the book of rates, and what is calculated from it. */
export type { RateBook, RateBookVersion, TaxName } from './book.ts';
export { type Fault, faultLine, readBook } from './faults.ts';
export { createRatesFeature } from './feature.ts';
export { registerOf, taxOf } from './lookups.ts';
export type { CannotCalculate, Refusal, UsedSet } from './outcome.ts';
export { calculatePropertyTax } from './property-tax/calculate.ts';
export type {
  PropertyTaxInput,
  PropertyTaxResult,
  TaxCalculation,
  TaxFigure,
  TaxSlice,
} from './property-tax/input.ts';
export type { Application, RegistrationFeeResult } from './registration-fee/calculate.ts';
export { calculateRegistrationFee, findInformationFee } from './registration-fee/calculate.ts';
export { type Registration, registrationOf } from './registration-fee/registration-of.ts';
export { ratesRoutes } from './schema.ts';
export { agesOf, confirmedBook, type PartAge } from './staleness.ts';
export { bundledRates, type CurrentRates, createRateBooks, type RateBooks, versionOf } from './store.ts';

import './tables.ts';
