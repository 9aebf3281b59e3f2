/** What people outside the firm do with their own second factors. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';

const signedIn = { tag: 'Portal sign-in', access: 'portal' } as const;
const changesFactors = { ...signedIn, problems: ['step_up_needed', 'wrong_state'] } as const;
/** Also for who came by number, and has yet to set one up before being in. */
const setsUp = {
  tag: 'Portal sign-in',
  access: 'anyone',
  problems: ['step_up_needed', 'wrong_state', 'signed_out', 'too_many_requests', 'csrf'],
} as const;
const code = z.string().regex(/^\d{6}$/, 'Six figures');

const codes = z
  .array(z.string())
  .nullable()
  .describe('New recovery codes, shown this once; null: those from before go on');

export const factorRoutes = {
  factors: route({
    ...signedIn,
    method: 'GET',
    path: '/api/v1/portal/factors',
    summary: 'One’s own second factors',
    answer: z.object({
      authenticatorSince: z.iso.datetime().nullable(),
      passkeys: z.array(
        z.object({
          id: z.uuid(),
          name: z.string(),
          createdAt: z.iso.datetime(),
          lastUsedAt: z.iso.datetime().nullable(),
        }),
      ),
      recoveryCodesLeft: z.number().int(),
    }),
    audit: 'none',
  }),
  beginAuthenticator: route({
    ...setsUp,
    method: 'POST',
    path: '/api/v1/portal/factors/authenticator',
    summary: 'A new secret for an authenticator app, in force with its first code',
    answer: z.object({ uri: z.string(), secret: z.string() }),
    secretAnswer: true,
    audit: 'none',
  }),
  confirmAuthenticator: route({
    ...setsUp,
    method: 'POST',
    path: '/api/v1/portal/factors/authenticator/confirm',
    summary: 'The app’s first code: it is in force from now on, and all other sessions end',
    body: z.object({ code }),
    answer: z.object({ recoveryCodes: codes }),
    secretAnswer: true,
    audit: 'portal_user.authenticator_added',
  }),
  removeAuthenticator: route({
    ...changesFactors,
    method: 'DELETE',
    path: '/api/v1/portal/factors/authenticator',
    summary: 'Remove the authenticator app',
    audit: 'portal_user.authenticator_removed',
  }),
  passkeyRegistration: route({
    ...setsUp,
    method: 'POST',
    path: '/api/v1/portal/factors/passkey-options',
    summary: 'What a new passkey is made from (WebAuthn creation options)',
    answer: z.record(z.string(), z.unknown()),
    secretAnswer: true,
    audit: 'none',
  }),
  addPasskey: route({
    ...setsUp,
    method: 'POST',
    path: '/api/v1/portal/factors/passkeys',
    summary: 'Add a passkey; all other sessions end',
    body: z.object({ name: z.string().trim().min(1).max(100), response: z.record(z.string(), z.unknown()) }),
    answer: z.object({ recoveryCodes: codes }),
    secretAnswer: true,
    audit: 'portal_user.passkey_added',
  }),
  removePasskey: route({
    ...changesFactors,
    method: 'DELETE',
    path: '/api/v1/portal/factors/passkeys/:id',
    summary: 'Remove a passkey',
    params: z.object({ id: z.uuid() }),
    audit: 'portal_user.passkey_removed',
  }),
  newRecoveryCodes: route({
    ...changesFactors,
    method: 'POST',
    path: '/api/v1/portal/factors/recovery-codes',
    summary: 'New recovery codes; those from before work no longer',
    answer: z.object({ recoveryCodes: codes }),
    secretAnswer: true,
    audit: 'portal_user.recovery_codes_made',
  }),
};
