/** The practice record's public face. */
export {
  type FoundNumber,
  findNumbers,
  formatForPeople,
  isWithheld,
  type NumbersInText,
  toE164,
} from './phone-numbers.ts';
