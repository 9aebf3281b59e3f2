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

/** What one unit is, in words: "for each of 2 borrowers". */
export const driverWords: Readonly<Record<Driver, { one: string; many: string }>> = {
  one: { one: 'time', many: 'times' },
  client: { one: 'client', many: 'clients' },
  borrower: { one: 'borrower', many: 'borrowers' },
  title: { one: 'title', many: 'titles' },
  transfer: { one: 'bank transfer', many: 'bank transfers' },
  gift_donor: { one: 'person who gives money', many: 'people who give money' },
  isa: { one: 'ISA', many: 'ISAs' },
  mortgage: { one: 'mortgage', many: 'mortgages' },
  lender: { one: 'lender', many: 'lenders' },
  notice: { one: 'notice', many: 'notices' },
};

/** "for one title", "for each of 2 titles"; nothing for what is charged once. */
export function quantityWords(driver: Driver, count: number): string {
  if (driver === 'one') return '';
  const { one, many } = driverWords[driver];
  return count === 1 ? `, for one ${one}` : `, for each of ${count} ${many}`;
}

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
