/** Clients and others outside the firm who come to its portal, as staff see and look after them. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';

const tag = 'Portal users';
const moment = z.iso.datetime();
const e164 = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{6,14}$/, 'Write it with + and the country: +447700900123');
const idParams = z.object({ id: z.uuid() });
const version = z.number().int().optional().describe('What you saw; or send If-Match');

export const portalUser = z.object({
  id: z.uuid(),
  contactId: z.uuid(),
  name: z.string(),
  email: z.string().describe('Empty for who comes by number'),
  number: z.string().nullable().describe('E.164: what a client without e-mail signs in with'),
  active: z.boolean(),
  bounced: z.boolean().describe('The mailbox refused a mail for good'),
  invitedAt: moment.nullable().describe('The newest invitation'),
  lastSignedInAt: moment.nullable(),
  secondFactor: z.boolean().describe('A passkey or an authenticator app is set up'),
  mustConfirm: z
    .boolean()
    .describe(
      'The address or number was changed, or they come by number for the first time: before reading, the person types the code that you read out to them',
    ),
  createdAt: moment,
  version: z.number().int(),
});

export const portalUserRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/portal-users',
    summary: 'Portal users, newest first; of one contact, or those whose name or address holds some words',
    tag,
    access: 'member',
    query: pageQuery.extend({
      contactId: z.uuid().optional(),
      q: z.string().trim().max(200).optional(),
      active: z.enum(['true', 'false']).optional(),
    }),
    answer: pageOf(portalUser),
    audit: 'none',
  }),
  get: route({
    method: 'GET',
    path: '/api/v1/portal-users/:id',
    summary: 'One portal user',
    tag,
    access: 'member',
    params: idParams,
    answer: portalUser,
    audit: 'none',
  }),
  invite: route({
    method: 'POST',
    path: '/api/v1/portal-users',
    summary:
      'Invite a contact to the portal by e-mail, or one without e-mail by text; one who is there already is invited again',
    tag,
    access: 'member',
    body: z.object({
      contactId: z.uuid(),
      email: z
        .email()
        .max(254)
        .optional()
        .describe('One of the contact’s addresses; the first unless said otherwise'),
      number: e164
        .optional()
        .describe('One of the contact’s mobile numbers: they come by it, where the firm offers that'),
      invite: z
        .boolean()
        .default(true)
        .describe('`false`: no mail now; the first message to them is what they hear of'),
    }),
    answer: portalUser,
    status: 201,
    problems: ['wrong_state'],
    audit: 'portal_user.invited',
  }),
  resend: route({
    method: 'POST',
    path: '/api/v1/portal-users/:id/invitation',
    summary: 'Send the invitation once more',
    tag,
    access: 'member',
    params: idParams,
    answer: portalUser,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'portal_user.invited',
  }),
  update: route({
    method: 'PATCH',
    path: '/api/v1/portal-users/:id',
    summary:
      'Disable or enable (all sessions end at once), or change the address or number: sessions and links end, both are told',
    tag,
    access: 'administrator',
    params: idParams,
    body: z.object({
      email: z.email().max(254).optional().describe('Whoever came by number comes by e-mail from then on'),
      number: e164.optional().describe('Of somebody who comes by number'),
      active: z.boolean().optional(),
      version,
    }),
    answer: portalUser,
    problems: ['conflict', 'wrong_state'],
    audit: 'portal_user.changed',
  }),
  confirmationCode: route({
    method: 'POST',
    path: '/api/v1/portal-users/:id/confirmation-code',
    summary: 'A code to read out to a client whose address was changed, once you know that it is them',
    tag,
    access: 'member',
    params: idParams,
    answer: z.object({ code: z.string(), expiresAt: moment }),
    problems: ['wrong_state'],
    secretAnswer: true,
    audit: 'portal_user.confirmation_code_made',
  }),
  sessions: route({
    method: 'GET',
    path: '/api/v1/portal-users/:id/sessions',
    summary: 'Where a portal user is signed in to this firm’s portal',
    tag,
    access: 'administrator',
    params: idParams,
    answer: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          userAgent: z.string(),
          address: z.string(),
          trusted: z.boolean(),
          startedAt: moment,
          lastSeenAt: moment,
        }),
      ),
      next: z.null(),
    }),
    audit: 'none',
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/v1/portal-users/:id/sessions/:sessionId',
    summary: 'End one session of a portal user',
    tag,
    access: 'administrator',
    params: z.object({ id: z.uuid(), sessionId: z.uuid() }),
    audit: 'portal_user.session_ended',
  }),
  endSessions: route({
    method: 'DELETE',
    path: '/api/v1/portal-users/:id/sessions',
    summary: 'End all sessions of a portal user at this firm',
    tag,
    access: 'administrator',
    params: idParams,
    audit: 'portal_user.session_ended',
  }),
};
