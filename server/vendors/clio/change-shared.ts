/** Details of a contact, and the stage of a matter, changed where what was expected still stands: the etag guards each. */
import { z } from 'zod';
import { contactFieldsOf, sortChange } from '../kit/contact-fields.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type ChangeMade,
  type ChangeToMake,
  type ContactChange,
  type ContactFields,
  type MatterStageChange,
  VendorError,
} from '../ports.ts';
import { addressBody, labelIn } from './conversion-bodies.ts';
import { toContact } from './map.ts';
import { number } from './requests.ts';
import * as wire from './wire.ts';

export async function change(api: PracticeApi, wanted: ChangeToMake, country: string): Promise<ChangeMade> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const made = await attempt(api, wanted, country);
    if (made !== null) return made;
  }
  throw new VendorError({ failure: 'unavailable', detail: 'The record is being changed there just now.' });
}

/** Somebody else's change between our look and our change: it is looked at again. */
const mostTries = 3;

async function attempt(api: PracticeApi, wanted: ChangeToMake, country: string): Promise<ChangeMade | null> {
  switch (wanted.change) {
    case 'contact':
      return await changeContact(api, wanted, country);
    case 'matter_stage':
      return await moveMatter(api, wanted);
    case 'layout':
      throw new VendorError({ failure: 'rejected', detail: 'Clio has no form “Completion Details”.' });
  }
}

/** Items of lists by their ids, which only a change needs. */
const items = z
  .object({ id: z.union([z.number(), z.string()]).transform(String) })
  .array()
  .nullish();
const withItems = z.object({ phone_numbers: items, email_addresses: items, addresses: items });
const itemFields = wire.contactFields.replaceAll('{name,', '{id,name,');

async function changeContact(
  api: PracticeApi,
  wanted: ContactChange,
  country: string,
): Promise<ChangeMade | null> {
  const path = `/contacts/${encodeURIComponent(wanted.contact.id)}.json`;
  const request = { path, query: { fields: itemFields } };
  const { data: raw } = await api.call(request, wire.one(z.unknown()));
  const [read, listed] = [wire.contact.safeParse(raw), withItems.safeParse(raw)];
  if (!read.success || !listed.success)
    throw new VendorError({ failure: 'rejected', detail: 'The contact there is not as expected.' });
  const [contact, ids] = [read.data, listed.data];
  const { wanted: fields, left } = sortChange(contactFieldsOf(toContact(contact)), wanted, country);
  if (Object.keys(fields).length === 0) return { left };
  const data = bodyOf(fields, ids, contact.type === 'Company');
  return (await patch(api, path, contact.etag, data)) ? { left } : null;
}

type Items = z.output<typeof items> | undefined;

function bodyOf(
  { name, phones, emails, address }: Partial<ContactFields>,
  ids: z.output<typeof withItems>,
  isCompany: boolean,
): object {
  const gone = (list: Items) => (list ?? []).map(({ id }) => ({ id: number(id), _destroy: true }));
  const first = ids.addresses?.slice(0, 1);
  return {
    ...(name === undefined
      ? {}
      : isCompany
        ? { name: name.companyName }
        : { first_name: name.firstName, last_name: name.lastName }),
    ...(phones && {
      phone_numbers: [
        ...gone(ids.phone_numbers),
        ...phones.map(({ number: text, label }, index) => ({
          name: labelIn(['Work', 'Home', 'Mobile', 'Fax', 'Pager', 'Skype'], label),
          number: text,
          default_number: index === 0,
        })),
      ],
    }),
    ...(emails && {
      email_addresses: [
        ...gone(ids.email_addresses),
        ...emails.map(({ email, label }, index) => ({
          name: labelIn(['Work', 'Home'], label),
          address: email,
          default_email: index === 0,
        })),
      ],
    }),
    // Further addresses stay.
    ...(address !== undefined && {
      addresses: [...gone(first), ...(address === null ? [] : [addressBody(address)])],
    }),
  };
}

async function moveMatter(
  api: PracticeApi,
  { matter, from, to }: MatterStageChange,
): Promise<ChangeMade | null> {
  const path = `/matters/${encodeURIComponent(matter.id)}.json`;
  const { data } = await api.call({ path, query: { fields: wire.matterFields } }, wire.one(wire.matter));
  if (data.matter_stage === to.id) return { left: [] };
  if (data.matter_stage !== (from?.id ?? null)) return { left: ['stage'] };
  const moved = await patch(api, path, data.etag, { matter_stage: { id: number(to.id) } });
  return moved ? { left: [] } : null;
}

/** False when somebody was faster (412). */
async function patch(api: PracticeApi, path: string, etag: string | null, data: object): Promise<boolean> {
  const answer = await api.call(
    {
      method: 'PATCH',
      path,
      query: { fields: wire.writtenFields },
      json: { data },
      absentStatuses: [412],
      ...(etag === null ? {} : { headers: { 'if-match': etag } }),
    },
    wire.one(wire.written).or(wire.refusal).optional(),
  );
  return answer !== undefined && 'data' in answer;
}
