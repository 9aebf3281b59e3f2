/** Passkeys as a second factor, by SimpleWebAuthn. Under the system role. */
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransportFuture,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { LiveSession } from './sessions.ts';
import './tables.ts';

const challengeMs = 5 * 60_000;
const timeout = challengeMs;

const shape = z.looseObject({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}),
  response: z.looseObject({ clientDataJSON: z.string() }),
});
const isAnswer = (value: unknown) => shape.safeParse(value).success;
/** SimpleWebAuthn reads what is inside, and throws on what it cannot. */
const registration = z.custom<RegistrationResponseJSON>(isAnswer);
const authentication = z.custom<AuthenticationResponseJSON>(isAnswer);

const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
/** A kind of connection that is not known is left out: it only helps the browser to choose. */
function transportsOf(given: readonly string[]): AuthenticatorTransportFuture[] {
  return given.flatMap((one) => transport.safeParse(one).data ?? []);
}

/** A passkey works only at the address where it was made: the firm's own, or the installation's. */
export interface KeyPlace {
  url: URL;
  /** The installation's. */
  home: URL;
}

export const worksAt = (rpId: string | null, { url, home }: KeyPlace) =>
  (rpId ?? home.hostname) === url.hostname;

async function keysOf(tx: Tx, accountId: string, place: KeyPlace) {
  const keys = await tx
    .selectFrom('portal_passkeys')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .execute();
  return keys.filter(({ rp_id: rpId }) => worksAt(rpId, place));
}

async function keepChallenge(tx: Tx, sessionId: string, challenge: string | null, now: Date): Promise<void> {
  await tx
    .updateTable('portal_sessions')
    .set({ passkey_challenge: challenge, passkey_challenge_at: challenge === null ? null : now })
    .where('id', '=', sessionId)
    .execute();
}

/** A challenge is good for one right answer, in time. */
async function takeChallenge(tx: Tx, session: LiveSession, now: Date): Promise<string> {
  const { passkeyChallenge, passkeyChallengeAt } = session;
  await keepChallenge(tx, session.id, null, now);
  const inTime = passkeyChallengeAt !== null && now.getTime() - passkeyChallengeAt.getTime() <= challengeMs;
  if (passkeyChallenge === null || !inTime)
    throw problem('wrong_state', 'That took too long. Try again.', { reason: 'challenge_over' });
  return passkeyChallenge;
}

export async function offerRegistration(
  tx: Tx,
  session: LiveSession,
  { place, name }: { place: KeyPlace; name: string },
  now: Date,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const keys = await keysOf(tx, session.accountId, place);
  const options = await generateRegistrationOptions({
    rpName: name,
    rpID: place.url.hostname,
    userName: session.number ?? session.email,
    userID: new Uint8Array(Buffer.from(session.accountId)),
    timeout,
    excludeCredentials: keys.map((key) => ({
      id: key.credential_id,
      transports: transportsOf(key.transports),
    })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
  await keepChallenge(tx, session.id, options.challenge, now);
  return options;
}

export async function addPasskey(
  tx: Tx,
  session: LiveSession,
  given: { place: KeyPlace; response: unknown; name: string },
  now: Date,
): Promise<void> {
  const expectedChallenge = await takeChallenge(tx, session, now);
  const parsed = registration.safeParse(given.response);
  const verified = await unlessRefused(() =>
    parsed.success
      ? verifyRegistrationResponse({
          response: parsed.data,
          expectedChallenge,
          expectedOrigin: given.place.url.origin,
          expectedRPID: given.place.url.hostname,
          requireUserVerification: false,
        })
      : null,
  );
  if (!verified?.verified) throw notThisPasskey();
  const { credential } = verified.registrationInfo;
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('portal_passkeys')
    .values({
      ...{
        id: newId(),
        account_id: session.accountId,
        name: given.name,
        created_at: now,
        last_used_at: null,
      },
      rp_id: given.place.url.hostname === given.place.home.hostname ? null : given.place.url.hostname,
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: [...(credential.transports ?? [])],
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows ?? 0) === 0)
    throw problem('already_exists', 'This passkey is set up already.');
}

export async function offerAuthentication(
  tx: Tx,
  session: LiveSession,
  place: KeyPlace,
  now: Date,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const keys = await keysOf(tx, session.accountId, place);
  const options = await generateAuthenticationOptions({
    rpID: place.url.hostname,
    timeout,
    allowCredentials: keys.map((key) => ({
      id: key.credential_id,
      transports: transportsOf(key.transports),
    })),
    userVerification: 'preferred',
  });
  await keepChallenge(tx, session.id, options.challenge, now);
  return options;
}

/** Whether the answer is one of the account's passkeys'; `since` tells when it was set up. */
export async function provePasskey(
  tx: Tx,
  session: LiveSession,
  given: { place: KeyPlace; response: unknown },
  now: Date,
): Promise<{ since: Date }> {
  const expectedChallenge = await takeChallenge(tx, session, now);
  const parsed = authentication.safeParse(given.response);
  const key = (await keysOf(tx, session.accountId, given.place)).find(
    ({ credential_id }) => parsed.success && credential_id === parsed.data.id,
  );
  if (!key || !parsed.success) throw notThisPasskey();
  const verified = await unlessRefused(() =>
    verifyAuthenticationResponse({
      response: parsed.data,
      expectedChallenge,
      expectedOrigin: given.place.url.origin,
      expectedRPID: given.place.url.hostname,
      credential: {
        id: key.credential_id,
        publicKey: new Uint8Array(key.public_key),
        counter: key.counter,
        transports: transportsOf(key.transports),
      },
      requireUserVerification: false,
    }),
  );
  if (!verified?.verified) throw notThisPasskey();
  await tx
    .updateTable('portal_passkeys')
    .set({ counter: verified.authenticationInfo.newCounter, last_used_at: now })
    .where('id', '=', key.id)
    .execute();
  return { since: key.created_at };
}

/** Whether the account had it. */
export async function removePasskey(tx: Tx, accountId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('portal_passkeys')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .executeTakeFirst();
  return Number(numDeletedRows) > 0;
}

const notThisPasskey = () =>
  problem('invalid_input', 'That passkey does not belong to this sign-in.', {
    fields: [{ field: 'response', message: 'Not a passkey of this sign-in' }],
  });

/** The library throws on whatever does not fit. */
async function unlessRefused<T>(work: () => Promise<T> | null): Promise<T | null> {
  try {
    return await work();
  } catch {
    return null;
  }
}
