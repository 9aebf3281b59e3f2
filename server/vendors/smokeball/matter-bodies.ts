/** A matter and what a conversion writes on it, as Smokeball's request bodies. Pure. */
import {
  type CostRecoveryToWrite,
  type FixedFeeToWrite,
  type MatterMemoToWrite,
  type MatterToWrite,
  VendorError,
} from '../ports.ts';
import { subjectOf, withReference } from './bodies.ts';

/** A day without a time: at this hour it is the same day wherever Smokeball works. */
const noon = (day: string) => `${day}T12:00:00Z`;

/** Clients, matter type and status are demanded there; the title is composed there, of its parts and this description. */
export function matterBody(matter: MatterToWrite) {
  const { matterType, clients, personResponsible, referrer } = matter;
  if (matterType === null) throw rejected('Smokeball wants a matter type for every matter.');
  if (clients.length === 0) throw rejected('Smokeball wants a client for every matter.');
  return {
    externalSystemId: matter.reference,
    matterTypeId: matterType.id,
    clientIds: clients.map(({ id }) => id),
    description: [matter.title, matter.description].filter((text) => text.trim() !== '').join('\n'),
    status: 'Open',
    openedDate: noon(matter.openedOn),
    ...(personResponsible === null ? {} : { personResponsibleStaffId: personResponsible.id }),
    ...(referrer === null ? {} : { referrerId: referrer.id }),
    isLead: false,
  };
}

/** Of the type "fixed": the rate is the amount itself. */
export function fixedFeeBody(fee: FixedFeeToWrite, country: string) {
  return {
    ...(fee.staff === null ? {} : { staffId: fee.staff.id }),
    feeType: 0,
    feeDate: noon(fee.date),
    subject: subjectOf(fee.subject),
    description: withReference(fee.text, fee.reference),
    rate: fee.amount / 100,
    ...(fee.activityCode === null ? {} : { activityCode: fee.activityCode }),
    isBillable: true,
    finalized: false,
    ...feeTax(fee, country),
  };
}

export function costBody(cost: CostRecoveryToWrite, country: string) {
  // Prices have two decimals: what does not divide evenly is one of the whole amount.
  const divides = Number.isInteger(cost.amount / cost.quantity);
  return {
    ...(cost.staff === null ? {} : { staffId: cost.staff.id }),
    expenseDate: noon(cost.date),
    subject: subjectOf(cost.subject),
    description: withReference(cost.text, cost.reference),
    costType: 'Hard',
    quantity: divides ? cost.quantity : 1,
    price: (divides ? cost.amount / cost.quantity : cost.amount) / 100,
    ...(cost.activityCode === null ? {} : { activityCode: cost.activityCode }),
    isBillable: true,
    finalized: false,
    ...costTax(cost, country),
  };
}

type Taxed = Pick<FixedFeeToWrite, 'tax' | 'taxAmount'>;

const amountOf = ({ taxAmount }: Taxed) => (typeof taxAmount === 'number' ? taxAmount / 100 : null);

/** Exactly one way at most: the flags exclude each other. The US has none of them; "out of scope" is the UK's alone. */
function feeTax(fee: Taxed, country: string) {
  if (country === 'US') return {};
  const tax = amountOf(fee);
  switch (fee.tax) {
    case 'standard':
      return { taxInclusive: false, ...(tax === null ? {} : { tax }) };
    case 'zero':
      // Fees have no flag for it.
      return { taxInclusive: false, tax: 0 };
    case 'exempt':
      return { taxExempt: true, tax: 0 };
    case 'outside_scope':
      return country === 'GB' ? { taxOutOfScope: true, tax: 0 } : { taxExempt: true, tax: 0 };
  }
}

/** What the client is charged is the output tax; what the firm paid on it is not ours to know. */
function costTax(cost: Taxed, country: string) {
  if (country === 'US') return {};
  const outputTax = amountOf(cost);
  switch (cost.tax) {
    case 'standard':
      return { taxInclusive: false, ...(outputTax === null ? {} : { outputTax }) };
    case 'zero':
      return country === 'GB' ? { taxZeroRated: true, outputTax: 0 } : { taxExempt: true, tax: 0 };
    case 'exempt':
      return { taxExempt: true, tax: 0 };
    case 'outside_scope':
      return country === 'GB' ? { taxOutOfScope: true, tax: 0, outputTax: 0 } : { taxExempt: true, tax: 0 };
  }
}

export function matterMemoBody(memo: MatterMemoToWrite) {
  const userId = memo.staff?.extra.userId;
  return {
    title: subjectOf(memo.subject),
    text: withReference(memo.text, memo.reference),
    ...(userId === undefined ? {} : { userId }),
    createdDateUtc: noon(memo.date),
  };
}

function rejected(detail: string): VendorError {
  return new VendorError({ failure: 'rejected', detail });
}
