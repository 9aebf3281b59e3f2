/** Finders answer the first record that fits loosely, and only that. */
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { notFound } from './refusal.ts';
import type { LawmaticsState } from './state.ts';
import { shown } from './writes.ts';

/** What a finder says when nothing fits is not documented: both are seen. */
export type FinderMiss = 'not_found' | 'null';

/** Digits only, with and without a leading 1; a number that contains them fits. */
export function findContactByPhone(
  state: LawmaticsState,
  request: SimulatedRequest,
  miss: () => FinderMiss,
): Answer {
  const digits = digitsOf(request.params.phone_number ?? '');
  const spellings = [digits, `1${digits}`, ...(digits.startsWith('1') ? [digits.slice(1)] : [])];
  const hit = state
    .table('phone_number')
    .listed()
    .find(({ owner, info }) => {
      const stored = digitsOf(String(info));
      return (
        digits !== '' &&
        String(owner).startsWith('contact/') &&
        spellings.some((each) => stored.includes(each)) &&
        state.table('contact').read(String(owner).slice('contact/'.length)) !== undefined
      );
    });
  if (hit !== undefined) {
    const contact = state.table('contact').read(String(hit.owner).slice('contact/'.length));
    if (contact !== undefined) return shown(state, 'contact', contact, request);
  }
  if (miss() === 'null') return { status: 200, body: { data: null } };
  throw notFound();
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}
