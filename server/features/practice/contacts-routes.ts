import { type Actor, actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import { pageQuery } from '../../platform/http/paging.ts';
import type { Platform } from '../../platform/platform.ts';
import { endApart, listApart, listDuplicates, setApart } from './contacts-duplicates.ts';
import { mergeContacts } from './contacts-merge.ts';
import { changeNumber, listNumbersToFix } from './contacts-numbers.ts';
import { getContact, listContacts } from './contacts-reads.ts';
import {
  apartAnswer,
  apartInput,
  apartPage,
  type ContactPatch,
  contact,
  contactInput,
  contactPatch,
  contactsPage,
  contactsQuery,
  duplicatesPage,
  mergeInput,
  type NumberToFix,
  numberPatch,
  numbersPage,
} from './contacts-schema.ts';
import { createContact, setContactArchived, updateContact } from './contacts-store.ts';
import { toCsv } from './csv-export.ts';
import { idParams } from './formats.ts';
import { type PracticeSystems, refuseKept } from './mirror-kept.ts';

const tag = 'Contacts';

export const contactRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/contacts',
    summary: 'Contacts by name, searched by words or digits',
    tag,
    access: 'member',
    query: contactsQuery,
    answer: contactsPage,
    audit: 'none',
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/contacts/:id',
    summary: 'One contact',
    tag,
    access: 'member',
    params: idParams,
    answer: contact,
    audit: 'none',
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/contacts',
    summary: 'Add a person, company or group',
    tag,
    access: 'member',
    body: contactInput,
    answer: contact,
    status: 201,
    audit: 'contact.created',
  }),
  update: route({
    method: 'PATCH',
    path: '/api/v1/contacts/:id',
    summary: 'Change a contact; what another system keeps becomes a suggestion for it',
    tag,
    access: 'member',
    params: idParams,
    body: contactPatch,
    answer: contact,
    problems: ['conflict', 'wrong_state'],
    audit: 'contact.changed',
  }),
  archive: route({
    method: 'DELETE',
    path: '/api/v1/contacts/:id',
    summary: 'Archive a contact; restore brings it back',
    tag,
    access: 'member',
    params: idParams,
    problems: ['wrong_state'],
    audit: 'contact.archived',
  }),
  restore: route({
    method: 'POST',
    path: '/api/v1/contacts/:id/restore',
    summary: 'Bring an archived contact back',
    tag,
    access: 'member',
    params: idParams,
    answer: contact,
    problems: ['wrong_state'],
    audit: 'contact.restored',
  }),
  merge: route({
    method: 'POST',
    path: '/api/v1/contacts/:id/merge',
    summary: 'Move everything of another contact into this one and archive the other; cannot be undone',
    tag,
    access: 'member',
    params: idParams,
    body: mergeInput,
    answer: contact,
    problems: ['wrong_state'],
    audit: 'contact.merged',
  }),
  duplicates: route({
    method: 'GET',
    path: '/api/v1/contact-duplicates',
    summary: 'Contacts that share an e-mail or a number',
    tag,
    access: 'member',
    query: pageQuery,
    answer: duplicatesPage,
    audit: 'none',
  }),
  listApart: route({
    method: 'GET',
    path: '/api/v1/contact-duplicates/apart',
    summary: 'Pairs of contacts that are not the same person, as somebody said',
    tag,
    access: 'member',
    query: pageQuery,
    answer: apartPage,
    audit: 'none',
  }),
  setApart: route({
    method: 'POST',
    path: '/api/v1/contact-duplicates/apart',
    summary:
      'Say that a contact is not the same person as others: these pairs are not listed as duplicates again',
    tag,
    access: 'member',
    body: apartInput,
    answer: apartAnswer,
    audit: 'contact.set_apart',
  }),
  endApart: route({
    method: 'POST',
    path: '/api/v1/contact-duplicates/apart/undo',
    summary: 'Take that back: they may be the same person after all',
    tag,
    access: 'member',
    body: apartInput,
    answer: apartAnswer,
    audit: 'contact.no_more_apart',
  }),
  numbers: route({
    method: 'GET',
    path: '/api/v1/contact-numbers',
    summary: 'Numbers that cannot be read or look wrong',
    tag,
    access: 'member',
    query: pageQuery,
    answer: numbersPage,
    audit: 'none',
  }),
  numbersCsv: route({
    method: 'GET',
    path: '/api/v1/contact-numbers.csv',
    summary: 'The same as a CSV file',
    tag,
    access: 'member',
    streams: true,
    audit: 'none',
  }),
  changeNumber: route({
    method: 'PATCH',
    path: '/api/v1/contact-numbers/:id',
    summary: 'Write the telephone field of a number anew',
    tag,
    access: 'member',
    params: idParams,
    body: numberPatch,
    answer: contact,
    problems: ['wrong_state'],
    audit: 'contact.number_changed',
  }),
};

/**
 * A change of a contact that another system keeps. Answers false when none does; ends the request when the system takes no
 * changes.
 */
export type SuggestChange = (
  tx: Tx,
  systems: PracticeSystems,
  actor: Actor,
  contactId: string,
  patch: ContactPatch,
  expected: number | null,
) => Promise<boolean>;

export function bindContactRoutes(
  { clock, database }: Platform,
  systems: PracticeSystems,
  suggestChange: SuggestChange,
): BoundRoute[] {
  return [
    handle(contactRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listContacts(tx, principal.firmId, query, systems)),
    ),
    handle(contactRoutes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getContact(tx, principal.firmId, params.id, systems)),
    ),
    handle(contactRoutes.create, ({ body, principal, scope }) =>
      scope.write(async (tx) => {
        const id = await createContact(tx, actorOf(principal, clock), body);
        return await getContact(tx, principal.firmId, id, systems);
      }),
    ),
    handle(contactRoutes.update, ({ params, body, principal, scope, request }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const expected = expectedVersion(request.headers, body.version);
        if (!(await suggestChange(tx, systems, actor, params.id, body, expected)))
          await updateContact(tx, actor, params.id, body, expected);
        return await getContact(tx, principal.firmId, params.id, systems);
      }),
    ),
    handle(contactRoutes.archive, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await refuseKept(tx, systems, principal.firmId, 'contacts', [params.id]);
        await setContactArchived(tx, actorOf(principal, clock), params.id, true);
      }),
    ),
    handle(contactRoutes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await refuseKept(tx, systems, principal.firmId, 'contacts', [params.id]);
        await setContactArchived(tx, actorOf(principal, clock), params.id, false);
        return await getContact(tx, principal.firmId, params.id, systems);
      }),
    ),
    handle(contactRoutes.merge, async ({ params, body, principal, scope }) => {
      const both = [params.id, body.otherId];
      await scope.read((tx) => refuseKept(tx, systems, principal.firmId, 'contacts', both));
      const program = database.firm(principal.firmId);
      await mergeContacts(program, actorOf(principal, clock), params.id, body.otherId);
      return await scope.read((tx) => getContact(tx, principal.firmId, params.id, systems));
    }),
    handle(contactRoutes.duplicates, ({ query, principal, scope }) =>
      scope.read((tx) => listDuplicates(tx, principal.firmId, query)),
    ),
    handle(contactRoutes.listApart, ({ query, principal, scope }) =>
      scope.read((tx) => listApart(tx, principal.firmId, query)),
    ),
    handle(contactRoutes.setApart, ({ body, principal, scope }) =>
      scope.write(async (tx) => ({ otherIds: await setApart(tx, actorOf(principal, clock), body) })),
    ),
    handle(contactRoutes.endApart, ({ body, principal, scope }) =>
      scope.write(async (tx) => ({ otherIds: await endApart(tx, actorOf(principal, clock), body) })),
    ),
    handle(contactRoutes.numbers, ({ query, principal, scope }) =>
      scope.read((tx) => listNumbersToFix(tx, principal.firmId, query)),
    ),
    handle(contactRoutes.numbersCsv, async ({ principal, scope, reply }) => {
      const items = await scope.read(async (tx) => {
        const all: NumberToFix[] = [];
        let after: string | undefined;
        do {
          const page = await listNumbersToFix(tx, principal.firmId, { limit: 1000, after });
          all.push(...page.items);
          after = page.next ?? undefined;
        } while (after !== undefined && all.length < 100_000);
        return all;
      });
      const header = ['Number id', 'Contact', 'Phone', 'Label', 'Part', 'Problem', 'Corrected phone'];
      const rows = items.map((i) => [i.id, i.contactName, i.text, i.label, i.part, i.problem, '']);
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="numbers-to-fix.csv"')
        .send(toCsv(header, rows));
    }),
    handle(contactRoutes.changeNumber, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const id = await changeNumber(tx, actor, params.id, body, (contactId) =>
          refuseKept(tx, systems, actor.firmId, 'contacts', [contactId]),
        );
        return await getContact(tx, principal.firmId, id, systems);
      }),
    ),
  ];
}
