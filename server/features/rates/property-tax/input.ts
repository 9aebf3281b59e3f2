/** What a tax is calculated from, and what comes out. Money is whole pounds (New South Wales: dollars). */
import type { TaxName } from '../book.ts';
import type { CannotCalculate, UsedSet } from '../outcome.ts';

export interface LeaseInput {
  /** Whole years; or the first and the last day instead. */
  termYears?: number | undefined;
  startDate?: string | undefined;
  endDate?: string | undefined;
  /** Yearly rents of years 1 to 5; fewer where the lease is shorter or the rent stays. */
  annualRents: readonly number[];
}

export interface PropertyTaxInput {
  tax: TaxName;
  /** Usually the day of completion. */
  effectiveDate: string;
  /** When contracts were exchanged: older contracts keep some older rates. */
  contractDate?: string | undefined;
  /** Mixed property is non-residential. */
  propertyClass: 'residential' | 'nonResidential';
  /** Price, or premium of a new lease. */
  price: number;
  /** `additional`: they own another dwelling, and do not replace their main home. */
  buyer: 'standard' | 'firstTimeBuyer' | 'additional';
  nonUkResident: boolean;
  /** A company or another buyer who is no natural person. */
  company: boolean;
  /** A new lease: its rent is taxed, too. */
  lease?: LeaseInput | undefined;
  ownsAnotherDwelling?: boolean | undefined;
  /** The main home is replaced: no higher rates whatever else is owned. */
  replacesMainResidence?: boolean | undefined;
  /** Both must be so for first-time buyers' relief; absent: they are. */
  everyBuyerFirstTime?: boolean | undefined;
  willLiveThere?: boolean | undefined;
  /** Dwellings bought together. */
  dwellings?: number | undefined;
  /** New South Wales: a foreign person there. */
  foreignPerson?: boolean | undefined;
  isLinked?: boolean | undefined;
  /** HM Revenue & Customs' code of the relief claimed, as on its return. */
  reliefCode?: number | undefined;
  partialRelief?: boolean | undefined;
  multipleDwellingsRelief?: boolean | undefined;
  collectiveEnfranchisement?: boolean | undefined;
  interest?: 'freehold' | 'leasehold' | 'other' | undefined;
}

export interface TaxSlice {
  from: number;
  /** Never more than the price (or the rent's value): `(to − from) × rate` is the slice's exact tax, but for tables with bases. */
  to: number;
  basisPoints: number;
  /** Whole pounds, so rounded that all slices add up to the total. */
  tax: number;
  /** Ten-thousandths of a pound, before any rounding. */
  exactTax: number;
}

export interface TaxCalculation {
  on: 'price' | 'rent';
  /** `whole`: one rate for the whole amount. */
  method: 'slice' | 'whole';
  /** What it is, for a line of a quote: `Additional Dwelling Supplement`. */
  name: string;
  /** What is taxed: the price, or the rent's net present value. */
  amount: number;
  slices: TaxSlice[];
}

export interface TaxNote {
  code: string;
  words: string;
}

export interface TaxFigure {
  outcome: 'tax';
  tax: TaxName;
  currency: 'GBP' | 'AUD';
  /** Whole pounds, rounded down. */
  taxPounds: number;
  /** All slices of all calculations, in order; they add up to `taxPounds`. */
  slices: TaxSlice[];
  calculations: TaxCalculation[];
  /** Which rates it is made from; the first gave the bands of the price. */
  sets: UsedSet[];
  notes: TaxNote[];
  /** Days from completion to return and payment; null: not known. */
  dueDays: number | null;
  /** The book's version, to be kept with a quote. */
  bookVersion: string;
}

export type PropertyTaxResult = TaxFigure | CannotCalculate;
