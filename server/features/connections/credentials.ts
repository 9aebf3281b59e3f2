/** What a connection keeps sealed, and who may renew its token when. */
import { z } from 'zod';
import type { Secrets } from '../../platform/secrets.ts';

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

/** Sealed bytes of one connection open only for that connection. */
const purposeOf = (connectionId: string) => `connection ${connectionId}`;

export function sealKept(secrets: Secrets, connectionId: string, kept: KeptCredentials): Buffer {
  return secrets.seal(JSON.stringify(kept), purposeOf(connectionId));
}

export function openKept(secrets: Secrets, connectionId: string, sealed: Buffer): KeptCredentials {
  return keptCredentials.parse(JSON.parse(secrets.open(sealed, purposeOf(connectionId))));
}
