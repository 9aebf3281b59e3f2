import { actorOf, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFirm } from '../firms/index.ts';
import { setReminders, steerChase, stopChase } from './chases.ts';
import { listClients } from './clients.ts';
import { checkConflicts } from './conflicts.ts';
import { addLeadEvent, getLeadEvent, listLeadEvents } from './events.ts';
import { createLostReason, listLostReasons, orderLostReasons, updateLostReason } from './lost-reasons.ts';
import { moveLead, reopenLead } from './moves.ts';
import { getLead, listLeads, readBoard } from './reads.ts';
import { readReminderToken } from './reminder-link.ts';
import { leadRoutes as routes } from './schema.ts';
import { hasLostReasons, hasSequences, seedLeads } from './seeds.ts';
import { createSequence, getSequence, listSequences, updateSequence } from './sequences.ts';
import { createLead, lockLead, noteFirstResponse, seeLead, touchLead, updateLead } from './store.ts';

export function createLeadRoutes(platform: Platform): BoundRoute[] {
  return [
    ...bindLeads(platform),
    ...bindOnALead(platform),
    ...bindLists(platform),
    ...bindReminderStops(platform),
  ];
}

function bindLeads({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.list, ({ scope, principal, query }) =>
      scope.read((tx) => listLeads(tx, principal.firmId, principal.staffId, query)),
    ),
    handle(routes.board, ({ scope, principal, query }) =>
      scope.read((tx) => readBoard(tx, principal.firmId, principal.staffId, query)),
    ),
    handle(routes.get, ({ scope, principal, params }) =>
      scope.read((tx) => getLead(tx, principal.firmId, params.id)),
    ),
    handle(routes.create, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const id = await createLead(tx, actorOf(principal, clock), body);
        return await getLead(tx, principal.firmId, id);
      }),
    ),
    handle(routes.update, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await updateLead(tx, actorOf(principal, clock), params.id, body);
        return await getLead(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.move, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await moveLead(tx, actorOf(principal, clock), params.id, body);
        return await getLead(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.reopen, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        await reopenLead(tx, actorOf(principal, clock), params.id);
        return await getLead(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

function bindOnALead({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.addNote, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const { firmId, staffId, now } = actor;
        if (body.kind === 'note' && body.text === '')
          throw problem('invalid_input', 'There is nothing to write down.', {
            fields: [{ field: 'text', message: 'Write something' }],
          });
        const lead = await lockLead(tx, firmId, params.id);
        const event = { firmId, leadId: lead.id, kind: body.kind, text: body.text, staffId, at: now };
        const id = await addLeadEvent(tx, event);
        if (body.kind === 'answered') await noteFirstResponse(tx, firmId, lead.id, now);
        if (body.kind === 'replied') await stopChase(tx, actor, lead.id, 'reply');
        await touchLead(tx, firmId, lead.id, now);
        await recordChange(tx, actor, {
          action: 'lead.note_added',
          id: lead.id,
          matterId: lead.matter_id,
          detail: { kind: body.kind },
        });
        return await getLeadEvent(tx, firmId, lead.id, id);
      }),
    ),
    handle(routes.events, ({ scope, principal: { firmId }, params, query }) =>
      scope.read(async (tx) => {
        await seeLead(tx, firmId, params.id);
        return await listLeadEvents(tx, firmId, params.id, query);
      }),
    ),
    handle(routes.chase, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await steerChase(tx, actorOf(principal, clock), params.id, body);
        return await getLead(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.setReminders, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        await seeLead(tx, firmId, params.id);
        await mustBeClient(tx, firmId, params.id, body.contactId);
        await setReminders(tx, actorOf(principal, clock), body.contactId, body.wanted);
        return await getLead(tx, firmId, params.id);
      }),
    ),
    handle(routes.conflictCheck, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const { firmId, staffId, now } = actor;
        const lead = await lockLead(tx, firmId, params.id);
        const clients = await listClients(tx, firmId, lead.id);
        const { properties } = await getLead(tx, firmId, lead.id);
        const input = {
          names: clients.map(({ name }) => name),
          phones: clients.flatMap(({ phones }) => phones),
          emails: clients.flatMap(({ emails }) => emails),
          properties,
        };
        const contactIds = clients.map(({ contactId }) => contactId);
        const matches = await checkConflicts(tx, firmId, input, { leadId: lead.id, contactIds });
        // Only that it was done: others may see less than whoever asked.
        await addLeadEvent(tx, { firmId, leadId: lead.id, kind: 'conflict_checked', staffId, at: now });
        await tx
          .updateTable('leads')
          .set({ conflict_checked_at: now })
          .where('firm_id', '=', firmId)
          .where('id', '=', lead.id)
          .execute();
        await recordChange(tx, actor, {
          action: 'lead.conflict_checked',
          id: lead.id,
          matterId: lead.matter_id,
        });
        return { matches, checkedAt: now.toISOString() };
      }),
    ),
    handle(routes.conflictCheckBefore, ({ scope, principal, body }) =>
      scope.read(async (tx) => ({
        matches: await checkConflicts(tx, principal.firmId, body),
        checkedAt: clock.now().toISOString(),
      })),
    ),
  ];
}

async function mustBeClient(tx: Tx, firmId: string, leadId: string, contactId: string): Promise<void> {
  const clients = await listClients(tx, firmId, leadId);
  if (!clients.some((client) => client.contactId === contactId))
    throw problem('invalid_input', 'contactId: that is no client of this lead.');
}

function bindLists({ clock, database }: Platform): BoundRoute[] {
  return [
    handle(routes.listLostReasons, async ({ scope, principal: { firmId }, query }) => {
      if (!(await scope.read((tx) => hasLostReasons(tx, firmId))))
        await database.firm(firmId).write((tx) => seedLeads(tx, { id: firmId }));
      const items = await scope.read((tx) => listLostReasons(tx, firmId, query.archived));
      return { items, next: null };
    }),
    handle(routes.createLostReason, ({ scope, principal, body }) =>
      scope.write((tx) => createLostReason(tx, actorOf(principal, clock), body)),
    ),
    handle(routes.updateLostReason, ({ scope, principal, params, body }) =>
      scope.write((tx) => updateLostReason(tx, actorOf(principal, clock), params.id, body)),
    ),
    handle(routes.orderLostReasons, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        await orderLostReasons(tx, actorOf(principal, clock), body.ids);
        return { items: await listLostReasons(tx, principal.firmId, true), next: null };
      }),
    ),
    handle(routes.listSequences, async ({ scope, principal: { firmId }, query }) => {
      if (!(await scope.read((tx) => hasSequences(tx, firmId))))
        await database.firm(firmId).write((tx) => seedLeads(tx, { id: firmId }));
      const items = await scope.read((tx) => listSequences(tx, firmId, query.archived));
      return { items, next: null };
    }),
    handle(routes.createSequence, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const id = await createSequence(tx, actorOf(principal, clock), body);
        return await getSequence(tx, principal.firmId, id);
      }),
    ),
    handle(routes.updateSequence, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await updateSequence(tx, actorOf(principal, clock), params.id, body);
        return await getSequence(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

/** Without signing in: the token says whose reminders, and is all that it needs. */
function bindReminderStops(platform: Platform): BoundRoute[] {
  const { clock, database } = platform;
  return [
    handle(routes.readReminderStop, ({ params }) => {
      const { firmId, contactId } = found(readReminderToken(platform, params.token));
      return database.firm(firmId).read(async (tx) => {
        await mustBeKnown(tx, firmId, contactId);
        return {
          firmName: found(await findFirm(tx, firmId)).name,
          stopped: await hasStopped(tx, firmId, contactId),
        };
      });
    }),
    handle(routes.stopReminders, ({ params }) => {
      const { firmId, contactId } = found(readReminderToken(platform, params.token));
      return database.firm(firmId).write(async (tx) => {
        const { name } = found(await findFirm(tx, firmId));
        await mustBeKnown(tx, firmId, contactId);
        if (!(await hasStopped(tx, firmId, contactId)))
          await setReminders(tx, { firmId, staffId: null, now: clock.now() }, contactId, false);
        return { firmName: name, stopped: true };
      });
    }),
  ];
}

/** Whoever was erased gets no more reminders, and their links lead nowhere. */
async function mustBeKnown(tx: Tx, firmId: string, contactId: string): Promise<void> {
  found(
    await tx
      .selectFrom('contacts')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', contactId)
      .executeTakeFirst(),
  );
}

async function hasStopped(tx: Tx, firmId: string, contactId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('chase_opt_outs')
    .select('at')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .executeTakeFirst();
  return row !== undefined;
}
