/**
 * Numbers beside the main one. A contact's record tells its main number only; the others stand in a list of their own,
 * which is read before the contacts are, so that each contact comes whole.
 */
import { z } from 'zod';
import type { PracticeApi } from '../kit/practice-api.ts';
import { type MirroredContact, VendorError } from '../ports.ts';
import { readContactId } from './ids.ts';
import { readAll, readPage } from './lists.ts';
import { digitsOf } from './phones.ts';
import * as wire from './wire.ts';

/** By our id of the contact. */
export const moreNumbers = z.record(z.string(), z.array(z.object({ text: z.string(), label: z.string() })));
export type MoreNumbers = z.output<typeof moreNumbers>;

const list = { path: '/phone_numbers', fields: wire.phoneNumberFields, sortBy: 'id' } as const;
/** Main numbers are labelled so unless somebody chose another label; they are told apart by their digits anyway. */
const besideMain = { ...list, filter: { by: 'label', on: 'Primary', with: '!=' } } as const;

/** One page of the list, added to what was found before. */
export async function collectNumbers(
  api: PracticeApi,
  page: number | null,
  before: MoreNumbers,
): Promise<{ numbers: MoreNumbers; next: number | null }> {
  const read = await orNothing(readPage(api, besideMain, page, wire.phoneNumber));
  const numbers = { ...before };
  for (const { attributes, relationships } of read?.items ?? []) {
    const owner = relationships.informationable;
    if (owner === null) continue;
    const key = `${owner.type}/${owner.id}`;
    const known = numbers[key] ?? [];
    // A page may come twice.
    if (known.some(({ text }) => text === attributes.info)) continue;
    numbers[key] = [...known, { text: attributes.info, label: attributes.label }];
  }
  return { numbers, next: read?.next ?? null };
}

/** All numbers of one contact or company, the main one among them. */
export async function numbersOf(api: PracticeApi, externalId: string): Promise<MoreNumbers[string]> {
  const { kind, id } = readContactId(externalId);
  const filter = { by: `${kind}_id`, on: String(id), with: '=' } as const;
  const found: MoreNumbers[string] = [];
  const reading = (async () => {
    for await (const { attributes } of readAll(api, { ...list, filter }, wire.phoneNumber))
      found.push({ text: attributes.info, label: attributes.label });
  })();
  await orNothing(reading);
  return found;
}

/** The main number first. */
export function withNumbers(contact: MirroredContact, more: MoreNumbers[string]): MirroredContact {
  const phones = [...contact.phones];
  for (const number of more) {
    const digits = digitsOf(number.text);
    if (digits !== '' && !phones.some(({ text }) => digitsOf(text) === digits)) phones.push(number);
  }
  return { ...contact, phones };
}

/** Which fields can be filtered by is told only as "most": a refusal leaves us with the main numbers. */
export async function orNothing<Value>(work: Promise<Value>): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof VendorError && error.problem.failure === 'rejected') return null;
    throw error;
  }
}
