import { problem } from '../../platform/http/problems.ts';
import type { Firm } from '../firms/index.ts';
import { toE164 } from '../practice/index.ts';
import type { StaffChange } from './schema.ts';

/** Numbers become E.164, read as in the firm's country, and rates must be in its currency; else invalid_input. */
export function readStaffFields<T extends Pick<StaffChange, 'directNumbers' | 'hourlyRate'>>(
  fields: T,
  firm: Pick<Firm, 'country' | 'currency'>,
): Omit<T, 'directNumbers' | 'hourlyRate'> & {
  directNumbers?: string[] | undefined;
  hourlyRate?: number | undefined;
} {
  const { directNumbers, hourlyRate, ...rest } = fields;
  if (hourlyRate && hourlyRate.currency !== firm.currency) {
    const message = `The firm's currency is ${firm.currency}.`;
    throw problem('invalid_input', message, { fields: [{ field: 'hourlyRate.currency', message }] });
  }
  const numbers = directNumbers?.map((raw, index) => {
    const e164 = toE164(raw, firm.country);
    const message = `"${raw}" cannot be read as a telephone number.`;
    if (e164 === null)
      throw problem('invalid_input', message, { fields: [{ field: `directNumbers.${index}`, message }] });
    return e164;
  });
  return {
    ...rest,
    ...(numbers ? { directNumbers: [...new Set(numbers)] } : {}),
    ...(hourlyRate ? { hourlyRate: hourlyRate.amount } : {}),
  };
}
