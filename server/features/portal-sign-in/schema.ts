/** How people outside the firm sign in, and what they see of their own sign-in. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { publicLook } from '../portal-look/index.ts';
import { factorRoutes } from './factor-schema.ts';

const tag = 'Portal sign-in';
const anyone = { tag, access: 'anyone', problems: ['too_many_requests', 'csrf'] } as const;
/** With the portal's session cookie, on whatever step of coming in. */
const comingIn = {
  tag,
  access: 'anyone',
  problems: ['signed_out', 'too_many_requests', 'csrf', 'wrong_state'],
} as const;
const signedIn = { tag, access: 'portal' } as const;

/** As whom one may look: a person at a firm. */
export const portalSeat = publicLook.extend({
  timeZone: z.string(),
  portalUserId: z.uuid(),
  personName: z.string().describe('Empty while the person has yet to show to be the same (`confirm`)'),
});

export const portalSession = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed_out') }),
  z.object({
    state: z.literal('second_factor'),
    authenticator: z.boolean(),
    passkeys: z.boolean(),
    recoveryCodes: z.boolean(),
  }),
  z.object({ state: z.literal('choose_firm'), seats: z.array(portalSeat) }),
  z
    .object({
      state: z.literal('confirm'),
      seat: portalSeat,
      seats: z.array(portalSeat),
      byNumber: z.boolean().describe('Came by number: the first time, too'),
    })
    .describe('The firm wrote another address: a code that it reads out, or a second factor from before'),
  z
    .object({ state: z.literal('set_up_factor'), seat: portalSeat })
    .describe('Came by number, which alone is not enough: sets up a passkey or an authenticator app first'),
  z.object({
    state: z.literal('signed_in'),
    seat: portalSeat,
    seats: z.array(portalSeat),
    email: z.string().describe('Empty for who comes by number'),
    number: z.string().nullable(),
    trusted: z.boolean(),
    hasFactor: z.boolean().describe('The account has a second factor set up'),
    secondFactor: z.boolean().describe('A second factor was proved in this session'),
    provenAt: z.iso.datetime(),
    endsAt: z.iso.datetime().describe('However much it is used'),
    idleEndsAt: z.iso
      .datetime()
      .nullable()
      .describe('Unless something is done before; null on a trusted device'),
    now: z.iso.datetime().describe('By the server’s clock'),
  }),
]);

const code = z.string().regex(/^\d{6}$/, 'Six figures');
const tokenParams = z.object({ token: z.string().regex(/^[\w-]{20,100}$/) });
const trusted = z
  .boolean()
  .default(false)
  .describe('The device is the person’s own: 30 days instead of 12 hours');

const signInRoutes = {
  ask: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/portal/sign-in-requests',
    summary:
      'Ask for a link and code by e-mail, or a code by text; the answer is the same whether the address or number is known or not',
    body: z.object({
      email: z.email().max(254).optional(),
      number: z
        .string()
        .trim()
        .min(5)
        .max(40)
        .optional()
        .describe('A mobile number, as people write it, instead of an e-mail address'),
      destination: z
        .string()
        .max(300)
        .default('')
        .describe('Where to go afterwards: an address inside the portal'),
    }),
    answer: z.object({ id: z.uuid(), codeEndsAt: z.iso.datetime(), linkEndsAt: z.iso.datetime() }),
    status: 202,
    audit: 'none',
  }),
  ways: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/portal/sign-in-ways',
    summary: 'By what one may sign in here: always by e-mail, by number only where a firm offers that',
    answer: z.object({ number: z.boolean() }),
    audit: 'none',
  }),
  useRequest: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/portal/sign-in-requests/:id/use',
    summary: 'Sign in with the code of the mail, in the browser that asked',
    params: z.object({ id: z.uuid() }),
    body: z.object({ code, trusted }),
    answer: z.object({ session: portalSession, destination: z.string() }),
    secretAnswer: true,
    audit: 'portal_user.signed_in',
  }),
  lookAtLink: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/portal/sign-in-links/:token',
    summary: 'Whether a link still works; looking uses nothing up',
    params: tokenParams,
    answer: z.object({ state: z.enum(['open', 'over']), sameBrowser: z.boolean() }),
    audit: 'none',
  }),
  useLink: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/portal/sign-in-links/:token/use',
    summary:
      'Sign in by the link in the browser that asked; in another one the code of the same mail is needed too',
    params: tokenParams,
    body: z.object({ code: code.optional(), trusted }),
    answer: z.object({ session: portalSession, destination: z.string() }),
    secretAnswer: true,
    audit: 'portal_user.signed_in',
  }),
};

const sessionRoutes = {
  session: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/portal/session',
    summary: 'How far in one is, and as whom; asking does not prolong the session',
    answer: portalSession,
    audit: 'none',
  }),
  signOut: route({
    ...anyone,
    method: 'DELETE',
    path: '/api/v1/portal/session',
    summary: 'Sign out',
    audit: 'none',
  }),
  secondFactor: route({
    ...comingIn,
    method: 'POST',
    path: '/api/v1/portal/session/second-factor',
    summary: 'Prove the second factor: while signing in, or once more',
    body: z.union([
      z.object({ kind: z.literal('authenticator'), code }),
      z.object({ kind: z.literal('recovery'), code: z.string().trim().min(12).max(30) }),
      z.object({ kind: z.literal('passkey'), response: z.record(z.string(), z.unknown()) }),
    ]),
    answer: portalSession,
    secretAnswer: true,
    audit: 'portal_user.signed_in',
  }),
  passkeyOptions: route({
    ...comingIn,
    method: 'POST',
    path: '/api/v1/portal/session/passkey-options',
    summary: 'What a passkey is to sign (WebAuthn request options)',
    answer: z.record(z.string(), z.unknown()),
    secretAnswer: true,
    audit: 'none',
  }),
  confirm: route({
    ...comingIn,
    method: 'POST',
    path: '/api/v1/portal/session/confirm',
    summary: 'Show to be the same person after the firm wrote another address, by the code that it read out',
    body: z.object({ code: z.string().regex(/^\d{8}$/, 'Eight figures') }),
    answer: portalSession,
    audit: 'portal_user.confirmed',
  }),
  chooseSeat: route({
    ...comingIn,
    method: 'POST',
    path: '/api/v1/portal/session/seat',
    summary: 'Choose the firm (and the person) to look as',
    body: z.object({ firmId: z.uuid(), portalUserId: z.uuid() }),
    answer: portalSession,
    audit: 'portal_user.signed_in',
  }),
  touch: route({
    ...signedIn,
    method: 'POST',
    path: '/api/v1/portal/session/touch',
    summary: 'Somebody is there: the idle time begins anew',
    answer: portalSession,
    audit: 'none',
  }),
  mailProof: route({
    ...signedIn,
    method: 'POST',
    path: '/api/v1/portal/session/proof-mail',
    summary: 'E-mail a code, to prove once more that it is you; for accounts without a second factor',
    answer: z.object({ id: z.uuid() }),
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'none',
  }),
  prove: route({
    ...signedIn,
    method: 'POST',
    path: '/api/v1/portal/session/proof',
    summary: 'Prove once more that it is you, by the e-mailed code',
    body: z.object({ id: z.uuid(), code }),
    answer: portalSession,
    problems: ['wrong_state', 'too_many_requests'],
    secretAnswer: true,
    audit: 'portal_user.proved',
  }),
  sessions: route({
    ...signedIn,
    method: 'GET',
    path: '/api/v1/portal/sessions',
    summary: 'Where one is signed in, newest use first',
    answer: z.object({
      items: z.array(
        z.object({
          id: z.uuid(),
          userAgent: z.string(),
          address: z.string(),
          trusted: z.boolean(),
          startedAt: z.iso.datetime(),
          lastSeenAt: z.iso.datetime(),
          current: z.boolean(),
        }),
      ),
      next: z.null(),
    }),
    audit: 'none',
  }),
  endSession: route({
    ...signedIn,
    method: 'DELETE',
    path: '/api/v1/portal/sessions/:id',
    summary: 'End one of one’s own sessions',
    params: z.object({ id: z.uuid() }),
    audit: 'portal_user.session_ended',
  }),
  endOthers: route({
    ...signedIn,
    method: 'DELETE',
    path: '/api/v1/portal/sessions',
    summary: 'End all of one’s own sessions but this',
    audit: 'portal_user.session_ended',
  }),
};

export const portalSignInRoutes = { ...signInRoutes, ...sessionRoutes, ...factorRoutes };
