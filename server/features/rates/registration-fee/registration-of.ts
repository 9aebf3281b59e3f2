/** Which scale, value and column a transaction is registered on. Pure. Money is whole pounds. */
import type { Application } from './calculate.ts';

export type Registration =
  | {
      kind: 'purchase';
      /** With VAT where it is charged. */
      price: number;
      /** Of part of a title, as most new houses are. */
      newBuild?: boolean;
      part?: boolean;
      byPost?: boolean;
      firstRegistration?: 'compulsory' | 'voluntary';
    }
  | { kind: 'newLease'; premium: number; annualRent: number }
  | { kind: 'sale' }
  | { kind: 'remortgage'; loan: number; part?: boolean; byPost?: boolean }
  | {
      kind: 'transferOfEquity';
      /** Money paid for the share; 0 for none. */
      consideration: number;
      shareValue: number;
      /** The part of the mortgage that the share stays under. */
      mortgageOnShare: number;
      courtOrder?: boolean;
      part?: boolean;
      byPost?: boolean;
    }
  | { kind: 'assentOrGift'; value: number; part?: boolean; byPost?: boolean }
  | { kind: 'mortgageWithPurchase' | 'discharge' | 'deathOfJointOwner' | 'changeOfName' };

export type RegistrationCharge =
  | { outcome: 'charged'; scale: 1 | 2; value: number; application: Application }
  /** Nothing is registered, or it is free. */
  | { outcome: 'free'; words: string };

/** In Scotland a new lease counts with ten times its rent; the rest is as in England and Wales, without columns. */
export function registrationOf(
  transaction: Registration,
  register: 'HMLR' | 'ROS' = 'HMLR',
): RegistrationCharge {
  switch (transaction.kind) {
    case 'purchase':
      return charged(1, transaction.price, columnOfPurchase(transaction));
    case 'newLease':
      return charged(
        1,
        transaction.premium + transaction.annualRent * (register === 'ROS' ? 10 : 1),
        'lease',
      );
    case 'remortgage':
      return charged(2, transaction.loan, columnOf(transaction));
    case 'assentOrGift':
      return charged(2, transaction.value, columnOf(transaction));
    case 'transferOfEquity': {
      const { consideration, shareValue, mortgageOnShare, courtOrder } = transaction;
      return consideration > 0 && !courtOrder
        ? charged(1, consideration, columnOf(transaction))
        : charged(2, Math.max(0, shareValue - mortgageOnShare), columnOf(transaction));
    }
    default:
      return { outcome: 'free', words: freeOf[transaction.kind] };
  }
}

const freeOf = {
  sale: 'The buyer registers a sale.',
  mortgageWithPurchase: 'A mortgage lodged with the purchase costs nothing more.',
  discharge: 'Discharging a registered mortgage is free.',
  deathOfJointOwner: 'Registering the death of a joint owner is free.',
  changeOfName: 'Registering a change of name or address is free.',
} as const;

function charged(scale: 1 | 2, value: number, application: Application): RegistrationCharge {
  return { outcome: 'charged', scale, value, application };
}

function columnOfPurchase(purchase: Extract<Registration, { kind: 'purchase' }>): Application {
  if (purchase.firstRegistration === 'voluntary') return 'voluntaryFirstRegistration';
  if (purchase.firstRegistration === 'compulsory') return 'firstRegistration';
  return columnOf({ ...purchase, part: purchase.part === true || purchase.newBuild === true });
}

function columnOf({ part = false, byPost = false }: { part?: boolean; byPost?: boolean }): Application {
  if (part) return 'part';
  return byPost ? 'post' : 'portalWhole';
}
