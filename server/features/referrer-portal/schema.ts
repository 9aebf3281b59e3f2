/** The referrers' own door: their people see whom they sent, and send more. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';
import { transaction } from '../fee-scales/index.ts';
import { outsideTrack } from '../key-stages/index.ts';

const short = z.string().trim().max(300);
const tag = 'Referrer portal';
const anyone = { tag, access: 'anyone', problems: ['too_many_requests'] } as const;
const signedIn = { tag, access: 'anyone', problems: ['signed_out', 'too_many_requests'] } as const;

export const portalPerson = z.object({
  firmName: z.string(),
  referrerName: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
});

/** Neither fees nor anything of other parties. */
export const portalReferral = z.object({
  id: z.uuid(),
  referredOn: z.iso.date(),
  clients: z.array(z.string()),
  properties: z.array(z.string()).describe('One line each'),
  transaction,
  progress: z.enum(['received', 'quoted', 'instructed', 'ended']).describe('How far the enquiry is'),
  state: z.enum(['referred', 'in_progress', 'lost', 'payment_due', 'invoiced', 'paid']),
  since: z.iso.datetime(),
  tracks: z
    .array(outsideTrack)
    .describe(
      'Milestones of an instructed case, in the words for referrers; none while it is restricted in the firm',
    ),
  note: z.string().describe('From the firm, for the referrer'),
});

export const newPortalReferral = z.object({
  firstName: short.default(''),
  lastName: z.string().trim().min(1).max(300),
  email: z.union([z.literal(''), z.email().max(254)]).default(''),
  phone: short.default(''),
  transaction,
  price: z.number().int().min(1).max(1_000_000_000).nullable().default(null),
  address: z
    .object({ line1: short, line2: short, town: short, county: short, postcode: short })
    .partial()
    .default({}),
  note: z.string().trim().max(2000).default(''),
});

const tokenParams = z.object({ token: z.string().min(20).max(200) });

export const referrerPortalRoutes = {
  invite: route({
    method: 'POST',
    path: '/api/v1/referrers/:id/users/:userId/sign-in-link',
    summary: 'E-mail a person of a referrer their link to the portal',
    tag,
    access: 'member',
    params: z.object({ id: z.uuid(), userId: z.uuid() }),
    audit: 'referrer.link_sent',
  }),
  requestLink: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/referrer-portal/links',
    summary: 'Ask for a link by e-mail; the answer is the same whether the address is known or not',
    body: z.object({ firmId: z.uuid(), email: z.email().max(254) }),
    audit: 'referrer.link_sent',
  }),
  readLink: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/referrer-portal/links/:token',
    summary: 'Whose link it is; reading it uses nothing up',
    params: tokenParams,
    answer: z.object({ firmName: z.string(), firstName: z.string() }),
    audit: 'none',
  }),
  signIn: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/referrer-portal/links/:token/sign-in',
    summary: 'Sign in, once for each link',
    params: tokenParams,
    answer: portalPerson,
    secretAnswer: true,
    audit: 'referrer.signed_in',
  }),
  me: route({
    ...signedIn,
    method: 'GET',
    path: '/api/v1/referrer-portal/me',
    summary: 'Who is signed in',
    answer: portalPerson,
    audit: 'none',
  }),
  signOut: route({
    ...signedIn,
    method: 'POST',
    path: '/api/v1/referrer-portal/sign-out',
    summary: 'Sign out',
    audit: 'none',
  }),
  referrals: route({
    ...signedIn,
    method: 'GET',
    path: '/api/v1/referrer-portal/referrals',
    summary: 'The clients that the person sent, newest first',
    query: pageQuery,
    answer: pageOf(portalReferral),
    audit: 'none',
  }),
  send: route({
    ...signedIn,
    method: 'POST',
    path: '/api/v1/referrer-portal/referrals',
    summary: 'Send a client; an enquiry begins',
    body: newPortalReferral,
    answer: portalReferral,
    status: 201,
    audit: 'lead.created',
  }),
};
