/** What a connection keeps sealed. */
import { z } from 'zod';
import type { Secrets } from '../../platform/secrets.ts';
import type { PracticeSubscription } from '../../vendors/ports.ts';

const keptCredentials = z.object({
  clientSecret: z.string(),
  apiKey: z.string().nullable(),
  accessToken: z.string().nullable(),
  refreshToken: z.string().nullable(),
  /** The firm's own API address, where the vendor named one with the tokens (Zoho). */
  apiUrl: z.string().nullable(),
  authUrl: z.string().nullable(),
});
export type KeptCredentials = z.infer<typeof keptCredentials>;

const keptSubscription = z.object({
  ids: z.array(z.string()),
  status: z.enum(['active', 'refused', 'by_hand']),
  expiresAt: z.string().nullable(),
  /** Also those that came with a handshake before the vendor answered what the subscription is called. */
  secrets: z.record(z.string(), z.string()).default({}),
  detail: z.string(),
});
export type KeptSubscription = z.infer<typeof keptSubscription>;

/** Between sending somebody to the vendor's page and being let in. */
const keptAttempt = z.object({
  verifier: z.string(),
  /** What the connection was before; it is that again when this comes to nothing. */
  before: z.enum(['waiting', 'active', 'needs_attention', 'paused', 'disconnected']),
  code: z.string().nullable(),
  authUrl: z.string().nullable(),
  /** Once the code was exchanged: it works only once. */
  tokens: z
    .object({
      accessToken: z.string(),
      refreshToken: z.string().nullable(),
      expiresAt: z.iso.datetime().nullable(),
      apiUrl: z.string().nullable(),
    })
    .nullable(),
});
export type KeptAttempt = z.infer<typeof keptAttempt>;

/** Sealed bytes of one connection open only for that connection, and for what they are. */
const purposeOf = (connectionId: string) => `connection ${connectionId}`;
const hookPurposeOf = (connectionId: string) => `connection hook ${connectionId}`;
const subscriptionPurposeOf = (connectionId: string) => `connection subscription ${connectionId}`;
const attemptPurposeOf = (attemptId: string) => `connection attempt ${attemptId}`;

export function sealKept(secrets: Secrets, connectionId: string, kept: KeptCredentials): Buffer {
  return secrets.seal(JSON.stringify(kept), purposeOf(connectionId));
}

export function openKept(secrets: Secrets, connectionId: string, sealed: Buffer): KeptCredentials {
  return keptCredentials.parse(JSON.parse(secrets.open(sealed, purposeOf(connectionId))));
}

export function sealHookSecret(secrets: Secrets, connectionId: string, secret: string): Buffer {
  return secrets.seal(secret, hookPurposeOf(connectionId));
}

export function openHookSecret(secrets: Secrets, connectionId: string, sealed: Buffer): string {
  return secrets.open(sealed, hookPurposeOf(connectionId));
}

export function sealSubscription(secrets: Secrets, connectionId: string, kept: PracticeSubscription): Buffer {
  return secrets.seal(JSON.stringify(kept), subscriptionPurposeOf(connectionId));
}

export function openSubscription(
  secrets: Secrets,
  connectionId: string,
  sealed: Buffer | null,
): KeptSubscription | null {
  if (sealed === null) return null;
  return keptSubscription.parse(JSON.parse(secrets.open(sealed, subscriptionPurposeOf(connectionId))));
}

export function sealAttempt(secrets: Secrets, attemptId: string, kept: KeptAttempt): Buffer {
  return secrets.seal(JSON.stringify(kept), attemptPurposeOf(attemptId));
}

export function openAttempt(secrets: Secrets, attemptId: string, sealed: Buffer): KeptAttempt {
  return keptAttempt.parse(JSON.parse(secrets.open(sealed, attemptPurposeOf(attemptId))));
}
