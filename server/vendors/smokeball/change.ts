/** Changing what people of the firm change there, too. Nothing there says "only if": what stands is read right before. */
import { z } from 'zod';
import { contactFieldsOf, sortChange } from '../kit/contact-fields.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import { type ChangeMade, type ChangeToMake, type ContactChange, VendorError } from '../ports.ts';
import { changedContactBody } from './contact-change-body.ts';
import { changeLayout } from './layouts.ts';
import { mapContact } from './map.ts';
import * as wire from './wire.ts';

export async function change(api: PracticeApi, wanted: ChangeToMake, country: string): Promise<ChangeMade> {
  switch (wanted.change) {
    case 'contact':
      return await changeContact(api, wanted, country);
    case 'layout':
      return await changeLayout(api, wanted);
    case 'matter_stage':
      throw new VendorError({
        failure: 'rejected',
        detail: 'Smokeball shows the stage of a matter and lets nobody else set it.',
      });
  }
}

/** All of it, as it came: whether a PUT empties what it does not name is not published. */
const whole = z.looseObject({
  person: z.looseObject({}).nullish(),
  company: z.looseObject({}).nullish(),
});

async function changeContact(api: PracticeApi, wanted: ContactChange, country: string): Promise<ChangeMade> {
  const path = `/contacts/${encodeURIComponent(wanted.contact.id)}`;
  const answer = await api.call({ path }, whole);
  const read = wire.contact.safeParse(answer);
  if (!read.success)
    throw new VendorError({ failure: 'rejected', detail: 'The contact there is not as expected.' });
  const contact = read.data;
  const mapped = mapContact(contact);
  if (mapped.removed) throw new VendorError({ failure: 'not_found', detail: 'The contact is gone there.' });
  const { wanted: fields, left } = sortChange(contactFieldsOf(mapped), wanted, country);
  if (Object.keys(fields).length === 0) return { left };
  const json = changedContactBody(answer, fields, country);
  if (json === null)
    throw new VendorError({
      failure: 'rejected',
      detail: 'Only people and companies can be changed from here.',
    });
  await api.send({
    method: 'PUT',
    path,
    json: { externalSystemId: contact.externalSystemId ?? null, ...json },
    headers: { requestid: wanted.operationId },
  });
  return { left };
}
