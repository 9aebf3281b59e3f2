/** Fees of the land registers: flat steps, the fee of the step that holds the value. Pure. */
import type { FeeSet, RateBookVersion } from '../book.ts';
import { onDay } from '../in-force.ts';
import { type CannotCalculate, cannot, type UsedSet } from '../outcome.ts';

/** How an application reaches the register, as the fee tables tell them apart. */
export type Application =
  | 'portalWhole'
  | 'post'
  | 'part'
  | 'lease'
  | 'firstRegistration'
  | 'voluntaryFirstRegistration';

export interface RegistrationFeeInput {
  /** HM Land Registry (England and Wales) unless said otherwise; the Registers of Scotland have one scale, 1. */
  register?: 'HMLR' | 'ROS' | undefined;
  scale: 1 | 2;
  /** Whole pounds: the price with VAT, or the amount secured. */
  value: number;
  application: Application;
  date: string;
  /** Scotland: title sheets beyond the first. */
  extraTitleSheets?: number | undefined;
}

export interface FeeFigure {
  outcome: 'fee';
  feePounds: number;
  set: UsedSet;
  bookVersion: string;
}

export type RegistrationFeeResult = FeeFigure | CannotCalculate;

/** Throws RangeError for a value that is no whole number of pounds. */
export function calculateRegistrationFee(
  { book, version }: RateBookVersion,
  input: RegistrationFeeInput,
): RegistrationFeeResult {
  const { register = 'HMLR', scale, value, date, extraTitleSheets = 0 } = input;
  for (const amount of [value, extraTitleSheets])
    if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no whole number`);
  const found = book.registrationFees.find((one) => one.register === register);
  const sets = found?.sets.filter((set) => set.scale === scale) ?? [];
  if (!found || sets.length === 0)
    return cannot('not_on_this_scale', `Scale ${scale} of ${found?.name ?? register} is not in the book.`);
  const refused = register === 'HMLR' && scale === 2 ? onlyScaleOne(input.application) : null;
  if (refused) return refused;
  const set = onDay(sets, date);
  if (!set) return cannot('rates_not_known', `The fees of ${found.name} on ${date} are not in the book.`);
  const fee = feeIn(set, value, input.application);
  if (fee === null)
    return cannot('fee_not_known', `The fee of ${found.name} for this application is not in the book.`);
  if (extraTitleSheets > 0 && found.extraTitleSheet === undefined)
    return cannot('fee_not_known', `The fee of ${found.name} for further title sheets is not in the book.`);
  return {
    outcome: 'fee',
    feePounds: fee + extraTitleSheets * (found.extraTitleSheet ?? 0),
    set: { id: set.id, name: found.name, effectiveFrom: set.effectiveFrom, effectiveTo: set.effectiveTo },
    bookVersion: version,
  };
}

/** New leases and first registrations are charged on the price; scale 2 has no column for them. */
function onlyScaleOne(application: Application): CannotCalculate | null {
  const what: Partial<Record<Application, string>> = {
    lease: 'A new lease',
    firstRegistration: 'A first registration',
    voluntaryFirstRegistration: 'A voluntary first registration',
  };
  const name = what[application];
  return name === undefined ? null : cannot('not_on_this_scale', `${name} is charged on scale 1.`);
}

/** Only the whole of a registered title has the portal's discount: parts, new leases and first registrations pay in full. */
function feeIn({ steps }: FeeSet, value: number, application: Application): number | null {
  const step = steps.find(({ to }) => to === null || value <= to);
  if (!step) return null;
  if (application === 'voluntaryFirstRegistration') return step.voluntary ?? null;
  // A register without a discount has one fee.
  if (application === 'portalWhole') return step.portalWhole ?? step.full;
  return step.full;
}

export type InformationFeeResult = (FeeFigure & { per: string }) | CannotCalculate;

/** The fee of one search or copy; a fee whose amount nobody has told us is none of 0, it has to be entered. */
export function findInformationFee(
  { book, version }: RateBookVersion,
  code: string,
  date: string,
): InformationFeeResult {
  const { name, sets } = book.informationFees;
  const set = onDay(sets, date);
  if (!set) return cannot('rates_not_known', `The fees of ${name} on ${date} are not in the book.`);
  const item = set.items.find((one) => one.code === code);
  if (!item || item.fee === null)
    return cannot('fee_not_known', `The fee for “${item?.name ?? code}” on ${date} is not known: enter it.`);
  return {
    outcome: 'fee',
    feePounds: item.fee,
    per: item.per,
    set: { id: set.id, name, effectiveFrom: set.effectiveFrom, effectiveTo: set.effectiveTo },
    bookVersion: version,
  };
}
