import type { FastifyReply } from 'fastify';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { mustSeeMatter } from '../practice/index.ts';
import { takeAnswer } from './answers.ts';
import type { EffectDeps } from './effects.ts';
import { copyOf } from './itip.ts';
import { getEvent, listEvents } from './reads.ts';
import { settleReply } from './replies.ts';
import { calendarRoutes as routes } from './schema.ts';
import { cancelEvent, createEvent, lockEvent, updateEvent } from './store.ts';

export function createCalendarRoutes(platform: Platform, deps: EffectDeps): BoundRoute[] {
  return [...bindReads(platform), ...bindChanges(platform, deps), ...bindAnswers(platform)];
}

function bindReads({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.list, ({ query: { attendee, ...query }, principal: { firmId, staffId }, scope }) =>
      scope.read((tx) =>
        listEvents(
          tx,
          firmId,
          { ...query, ...(attendee === undefined ? {} : { mine: staffId }) },
          clock.now(),
        ),
      ),
    ),
    handle(routes.listOfMatter, ({ params: { matterId }, query, principal: { firmId }, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, firmId, matterId);
        return await listEvents(tx, firmId, { ...query, matterId }, clock.now());
      }),
    ),
    handle(routes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getEvent(tx, principal.firmId, params.id)),
    ),
    handle(routes.file, async ({ params, principal, scope, reply }) => {
      const event = await scope.read((tx) => getEvent(tx, principal.firmId, params.id));
      const times = { startsAt: new Date(event.startsAt), endsAt: new Date(event.endsAt) };
      const cancelled = event.state === 'cancelled';
      return sendCalendar(reply, copyOf({ ...event, ...times, cancelled }, clock.now()));
    }),
  ];
}

function bindChanges({ clock }: Platform, deps: EffectDeps): BoundRoute[] {
  return [
    handle(routes.create, ({ params: { matterId }, body, principal, scope }) =>
      scope.write(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, matterId);
        const id = await createEvent(tx, deps, actorOf(principal, clock), matterId, body);
        return await getEvent(tx, principal.firmId, id);
      }),
    ),
    handle(routes.update, ({ params, body: patch, principal, scope, request }) =>
      scope.write(async (tx) => {
        const expected = expectedVersion(request.headers, patch.version);
        await updateEvent(tx, deps, actorOf(principal, clock), params.id, { patch, expected });
        return await getEvent(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.cancel, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await cancelEvent(tx, deps, actorOf(principal, clock), params.id);
        return await getEvent(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

function bindAnswers({ clock }: Platform): BoundRoute[] {
  return [
    handle(routes.answer, ({ params: { id, attendeeId }, body: { answer }, principal, scope }) =>
      scope.write(async (tx) => {
        const event = await lockEvent(tx, principal.firmId, id);
        if (event.state === 'cancelled')
          throw problem('wrong_state', 'It was cancelled: nobody need answer.');
        const given = { eventId: id, matterId: event.matter_id, attendeeId, answer, by: 'staff' as const };
        await takeAnswer(tx, actorOf(principal, clock), given);
        return await getEvent(tx, principal.firmId, id);
      }),
    ),
    handle(routes.settleReply, ({ params: { id, replyId }, body, principal, scope }) =>
      scope.write(async (tx) => {
        await settleReply(tx, actorOf(principal, clock), { eventId: id, replyId }, body.do);
        return await getEvent(tx, principal.firmId, id);
      }),
    ),
  ];
}

export function sendCalendar(reply: FastifyReply, content: string): FastifyReply {
  return reply
    .header('content-type', 'text/calendar; charset=utf-8')
    .header('content-disposition', 'attachment; filename="appointment.ics"')
    .header('cache-control', 'private, no-store')
    .send(content);
}
