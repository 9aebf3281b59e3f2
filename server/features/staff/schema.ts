import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { firm, newFirm } from '../firms/index.ts';

export const role = z.enum(['owner', 'administrator', 'member']);
export type Role = z.infer<typeof role>;

export const email = z.email().max(254).toLowerCase();
export const password = z.string().min(10, 'At least 10 characters').max(128);
const personName = z.string().trim().min(1).max(100);
const idParams = z.object({ id: z.uuid() });

const money = z.object({ amount: z.int().min(0).max(100_000_000), currency: z.string().length(3) });

export const staffMember = z.object({
  id: z.uuid(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  role,
  extension: z.string().nullable(),
  directNumbers: z.array(z.string()).describe('E.164'),
  defaultBillable: z.boolean().nullable().describe("null: as the firm's option says"),
  hourlyRate: money.nullable().describe('null: a colleague’s, for a member'),
  active: z.boolean(),
  signIn: z.enum(['none', 'invited', 'active']).describe('Whether this person can sign in'),
});
export type StaffMember = z.infer<typeof staffMember>;

const staffFields = z.object({
  firstName: personName,
  lastName: personName,
  email,
  role,
  extension: z
    .string()
    .trim()
    .max(20)
    .regex(/^[0-9*#]+$/, 'Digits only')
    .nullable(),
  directNumbers: z.array(z.string().trim().min(1).max(40)).max(20),
  defaultBillable: z.boolean().nullable(),
  hourlyRate: money,
});

export const newStaff = staffFields
  .partial()
  .required({ firstName: true, lastName: true, email: true })
  .extend({ role: role.default('member') });
export type NewStaff = z.infer<typeof newStaff>;

export const staffChange = staffFields.extend({ active: z.boolean() }).partial();
export type StaffChange = z.infer<typeof staffChange>;

export const me = z.object({
  firm,
  staff: z.object({
    id: z.uuid(),
    firstName: z.string(),
    lastName: z.string(),
    role,
    email: z.string(),
  }),
  firms: z.array(z.object({ id: z.uuid(), name: z.string() })).describe('All firms of this login'),
});

export const newOwner = z.object({ firstName: personName, lastName: personName, email, password });
export type NewOwner = z.infer<typeof newOwner>;

const session = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});

const apiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  staffId: z.uuid(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
});

const invitation = z.object({
  id: z.uuid(),
  staffId: z.uuid(),
  email: z.string(),
  expiresAt: z.iso.datetime(),
  mailKept: z.boolean().describe('No mail server is set: the mail is kept in the outbox'),
});

const outboxItem = z.object({
  id: z.uuid(),
  channel: z.enum(['email', 'sms']),
  recipient: z.string(),
  subject: z.string(),
  body: z.string(),
  confidential: z.boolean(),
  state: z.enum(['kept', 'queued', 'sent', 'failed']),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
});

const invitationParams = z.object({ token: z.string().min(1).max(200) });

export const staffRoutes = {
  readSetUp: route({
    method: 'GET',
    path: '/api/v1/setup',
    summary: 'Whether the program still waits for its first firm',
    tag: 'Set-up',
    access: 'anyone',
    answer: z.object({ needed: z.boolean() }),
    audit: 'none',
  }),
  setUp: route({
    method: 'POST',
    path: '/api/v1/setup',
    summary: 'Makes the first firm and its owner, and signs the owner in',
    tag: 'Set-up',
    access: 'anyone',
    body: z.object({ firm: newFirm, owner: newOwner }),
    answer: z.object({ firm }),
    status: 201,
    problems: ['wrong_state'],
    audit: 'firm.created',
  }),
  me: route({
    method: 'GET',
    path: '/api/v1/me',
    summary: 'Who is signed in, and where',
    tag: 'Me',
    access: 'member',
    answer: me,
    audit: 'none',
  }),
  updateMe: route({
    method: 'PATCH',
    path: '/api/v1/me',
    summary: "Changes the caller's own name",
    tag: 'Me',
    access: 'member',
    body: z.object({ firstName: personName, lastName: personName }).partial(),
    answer: staffMember,
    audit: 'staff.changed',
  }),
  chooseFirm: route({
    method: 'POST',
    path: '/api/v1/me/active-firm',
    summary: 'Goes on in another firm of this login',
    tag: 'Me',
    access: 'member',
    body: z.object({ firmId: z.uuid() }),
    problems: ['wrong_state'],
    audit: 'none',
  }),
  listSessions: route({
    method: 'GET',
    path: '/api/v1/me/sessions',
    summary: 'Where this login is signed in',
    tag: 'Me',
    access: 'member',
    answer: z.object({ items: z.array(session), next: z.null() }),
    audit: 'none',
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/v1/me/sessions/:id',
    summary: 'Signs one session out, at once',
    tag: 'Me',
    access: 'member',
    params: z.object({ id: z.string().min(1).max(100) }),
    audit: 'session.ended',
  }),
  prove: route({
    method: 'POST',
    path: '/api/v1/me/prove',
    summary: 'Prove once more that it is you, for five minutes, where something very sensitive asks for it',
    tag: 'Me',
    access: 'member',
    body: z.union([
      z.strictObject({ password: z.string().min(1).max(128) }),
      z.strictObject({ code: z.string().regex(/^\d{6}$/) }),
    ]),
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'session.proven',
  }),
  signOut: route({
    method: 'POST',
    path: '/api/v1/sign-out',
    summary: 'Ends the session of this browser',
    tag: 'Me',
    access: 'anyone',
    audit: 'none',
  }),
  listStaff: route({
    method: 'GET',
    path: '/api/v1/staff',
    summary: 'Staff of the firm by name',
    tag: 'Staff',
    access: 'member',
    query: pageQuery.extend({ active: z.stringbool().optional() }),
    answer: pageOf(staffMember),
    audit: 'none',
  }),
  getStaff: route({
    method: 'GET',
    path: '/api/v1/staff/:id',
    summary: 'One staff member',
    tag: 'Staff',
    access: 'member',
    params: idParams,
    answer: staffMember,
    audit: 'none',
  }),
  createStaff: route({
    method: 'POST',
    path: '/api/v1/staff',
    summary: 'Adds a staff member, and invites by e-mail unless told not to',
    tag: 'Staff',
    access: 'administrator',
    body: newStaff.extend({ invite: z.boolean().default(true) }),
    answer: staffMember,
    status: 201,
    problems: ['already_exists'],
    audit: 'staff.created',
  }),
  updateStaff: route({
    method: 'PATCH',
    path: '/api/v1/staff/:id',
    summary:
      'Changes a staff member; "active": false ends sessions and tokens at once, "email" moves the sign-in too',
    tag: 'Staff',
    access: 'administrator',
    params: idParams,
    body: staffChange.extend({
      handRestrictedMattersTo: z
        .uuid()
        .optional()
        .describe(
          'With "active": false, by an owner: who is to see the restricted matters that only this person sees',
        ),
    }),
    answer: staffMember,
    problems: ['already_exists', 'wrong_state'],
    audit: 'staff.changed',
  }),
  listInvitations: route({
    method: 'GET',
    path: '/api/v1/invitations',
    summary: 'Invitations that wait for an answer',
    tag: 'Staff',
    access: 'administrator',
    answer: z.object({ items: z.array(invitation), next: z.null() }),
    audit: 'none',
  }),
  invite: route({
    method: 'POST',
    path: '/api/v1/staff/:id/invitation',
    summary: 'Sends an invitation, replacing an earlier one',
    tag: 'Staff',
    access: 'administrator',
    params: idParams,
    answer: invitation,
    status: 201,
    problems: ['wrong_state'],
    audit: 'invitation.sent',
  }),
  revokeInvitation: route({
    method: 'DELETE',
    path: '/api/v1/staff/:id/invitation',
    summary: 'Takes an invitation back',
    tag: 'Staff',
    access: 'administrator',
    params: idParams,
    audit: 'invitation.revoked',
  }),
  readInvitation: route({
    method: 'GET',
    path: '/api/v1/invitations/:token',
    summary: 'What an invitation link invites to',
    tag: 'Set-up',
    access: 'anyone',
    params: invitationParams,
    answer: z.object({
      firmName: z.string(),
      email: z.string(),
      firstName: z.string(),
      lastName: z.string(),
    }),
    audit: 'none',
  }),
  acceptInvitation: route({
    method: 'POST',
    path: '/api/v1/invitations/:token/accept',
    summary:
      'Joins the firm. A new login is signed in; one that exists gives its password and signs in as usual',
    tag: 'Set-up',
    access: 'anyone',
    params: invitationParams,
    body: z.object({ firstName: personName, lastName: personName, password }),
    answer: z.object({ signedIn: z.boolean() }),
    problems: ['forbidden', 'too_many_requests'],
    audit: 'invitation.accepted',
  }),
  listTokens: route({
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'API tokens: own ones, or for administrators all of the firm',
    tag: 'Tokens',
    access: 'member',
    answer: z.object({ items: z.array(apiToken), next: z.null() }),
    audit: 'none',
  }),
  createToken: route({
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Makes an API token with the rights of the caller; it is shown this once',
    tag: 'Tokens',
    access: 'member',
    body: z.object({ name: z.string().trim().min(1).max(100) }),
    answer: apiToken.extend({ token: z.string() }),
    status: 201,
    audit: 'token.created',
    secretAnswer: true,
  }),
  revokeToken: route({
    method: 'DELETE',
    path: '/api/v1/tokens/:id',
    summary: 'Revokes an API token, at once',
    tag: 'Tokens',
    access: 'member',
    params: idParams,
    audit: 'token.revoked',
  }),
  listOutbox: route({
    method: 'GET',
    path: '/api/v1/outbox',
    summary: 'Mails and texts sent or kept, newest first; sign-in links for owners only, while kept',
    tag: 'Records',
    access: 'administrator',
    query: pageQuery,
    answer: pageOf(outboxItem),
    audit: 'mail.link_read',
  }),
};
