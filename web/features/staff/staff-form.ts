import type { Role } from '../../api/contract.ts';
import type { StaffMember } from './staff-names.ts';

export type Billable = 'firm' | 'yes' | 'no';

/** The fields of a staff member as they are typed. */
export type StaffValues = {
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  extension: string;
  /** One a line. */
  directNumbers: string;
  billable: Billable;
  rate: string;
};

export const emptyStaff: StaffValues = {
  firstName: '',
  lastName: '',
  email: '',
  role: 'member',
  extension: '',
  directNumbers: '',
  billable: 'firm',
  rate: '',
};

/** `formatNumber` writes an E.164 number as the firm's country does. */
export function valuesOf(staff: StaffMember, formatNumber: (number: string) => string): StaffValues {
  const { firstName, lastName, email, role } = staff;
  return {
    firstName,
    lastName,
    email,
    role,
    extension: staff.extension ?? '',
    directNumbers: staff.directNumbers.map(formatNumber).join('\n'),
    billable: staff.defaultBillable === null ? 'firm' : staff.defaultBillable ? 'yes' : 'no',
    rate: staff.hourlyRate?.amount ? (staff.hourlyRate.amount / 100).toFixed(2) : '',
  };
}

const billableOf = { firm: null, yes: true, no: false } as const;

/** `1,250.5` → 125050 (minor units); empty is 0; null when it is no amount. */
export function readRate(text: string): number | null {
  const plain = text.replaceAll(/[\s,£$€]/g, '');
  if (plain === '') return 0;
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}

/** What is sent for typed values; a rate that cannot be read must have been refused before. */
export function bodyOf(values: StaffValues, currency: string) {
  return {
    firstName: values.firstName.trim(),
    lastName: values.lastName.trim(),
    email: values.email.trim(),
    role: values.role,
    extension: values.extension.trim() === '' ? null : values.extension.trim(),
    directNumbers: values.directNumbers
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    defaultBillable: billableOf[values.billable],
    hourlyRate: { amount: readRate(values.rate) ?? 0, currency },
  };
}

/** The body that puts a staff member back as it was. */
export function bodyBefore(staff: StaffMember) {
  const { firstName, lastName, email, role, extension, directNumbers, defaultBillable, hourlyRate } = staff;
  return {
    firstName,
    lastName,
    email,
    role,
    extension,
    directNumbers,
    defaultBillable,
    ...(hourlyRate && { hourlyRate }),
  };
}

/** The server names parts (`directNumbers.1`, `hourlyRate.amount`); the form has one field for each whole. */
export function fieldErrorsOf(errors: Readonly<Record<string, string>>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [path, message] of Object.entries(errors)) {
    const field = fieldOf[path.split('.')[0] ?? ''];
    if (field) found[field] ??= message;
  }
  return found;
}

const fieldOf: Readonly<Record<string, keyof StaffValues>> = {
  firstName: 'firstName',
  lastName: 'lastName',
  email: 'email',
  role: 'role',
  extension: 'extension',
  directNumbers: 'directNumbers',
  defaultBillable: 'billable',
  hourlyRate: 'rate',
};
