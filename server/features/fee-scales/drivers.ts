/** How many times a line is charged (quotes.md §3.3): a pure function of the answers. */
import type { Answers } from './answers.ts';
import type { Side } from './questions.ts';

export const drivers = [
  'one',
  'client',
  'borrower',
  'title',
  'transfer',
  'gift_donor',
  'isa',
  'mortgage',
  'lender',
  'notice',
] as const;
export type Driver = (typeof drivers)[number];

/** What one unit is, in words: "2 × £6.00, one for each borrower". */
export const driverWords: Readonly<Record<Driver, string>> = {
  one: 'once',
  client: 'client',
  borrower: 'borrower',
  title: 'title',
  transfer: 'bank transfer',
  gift_donor: 'person who gives money',
  isa: 'ISA',
  mortgage: 'mortgage',
  lender: 'lender',
  notice: 'notice',
};

export function countOf(driver: Driver, side: Side, answers: Answers, clients: number): number {
  const count = (question: string): number => {
    const value = answers[question];
    return typeof value === 'number' ? value : 0;
  };
  const borrows = side === 'remortgage' || answers.mortgage === true;
  switch (driver) {
    case 'one':
      return 1;
    case 'client':
      return clients;
    case 'borrower':
      return borrows ? clients : 0;
    case 'title':
      return count('titles');
    case 'transfer':
      // One for each mortgage that is paid off; a purchase sends the price once.
      if (side === 'purchase') return 1;
      return side === 'transfer_of_equity' ? Number(count('moneyPaid') > 0) : count('mortgagesToRedeem');
    case 'gift_donor':
      return count('giftedDeposits');
    case 'isa':
      return count('lifetimeIsas') + count('helpToBuyIsas');
    case 'mortgage':
      return side === 'sale' || side === 'remortgage' ? count('mortgagesToRedeem') : Number(borrows);
    case 'lender':
      return Number(borrows);
    case 'notice':
      return noticesOf(side, answers, borrows);
  }
}

/** A landlord is told of the transfer and of the charge. */
function noticesOf(side: Side, { tenure }: Answers, borrows: boolean): number {
  if (tenure === 'freehold' || tenure === undefined || side === 'sale') return 0;
  return (side === 'remortgage' ? 0 : 1) + Number(borrows);
}
