/** Passkeys, through SimpleWebAuthn's own library; it loads only when somebody uses one. */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { api } from '../../../api/client.ts';
import { call } from '../../call.ts';

/** Thrown when the person closed the browser's own dialogue, or has no passkey here. */
export class PasskeyNotUsed extends Error {
  override readonly name = 'PasskeyNotUsed';
}

/** Whether passkeys can work at this address: the browser knows them, the page is safe, and the host has a name. */
export function passkeysWork(): boolean {
  const { hostname } = window.location;
  const isAddress = /^[\d.]+$|:/.test(hostname);
  return window.isSecureContext && 'PublicKeyCredential' in window && !isAddress;
}

async function ask<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && /NotAllowedError|AbortError/.test(`${error.name} ${error.cause}`))
      throw new PasskeyNotUsed();
    throw error;
  }
}

function isRequest(options: object): options is PublicKeyCredentialRequestOptionsJSON {
  return 'challenge' in options && typeof options.challenge === 'string';
}

function isCreation(options: object): options is PublicKeyCredentialCreationOptionsJSON {
  return 'rp' in options && 'user' in options && 'challenge' in options;
}

/** The signature of one of the account's passkeys. */
export async function answerWithPasskey(): Promise<Record<string, unknown>> {
  const options = await api('POST /api/v1/portal/session/passkey-options');
  const { startAuthentication } = await import('@simplewebauthn/browser');
  if (!isRequest(options)) throw new Error('no passkey options');
  return { ...(await ask(() => startAuthentication({ optionsJSON: options }))) };
}

/** A new passkey of this device. */
export async function makePasskey(): Promise<Record<string, unknown>> {
  const options = await call('POST /api/v1/portal/factors/passkey-options');
  const { startRegistration } = await import('@simplewebauthn/browser');
  if (!isCreation(options)) throw new Error('no passkey options');
  return { ...(await ask(() => startRegistration({ optionsJSON: options }))) };
}
