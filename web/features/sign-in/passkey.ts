import { auth } from './auth.ts';

/**
 * Whether passkeys can work at this address: the browser knows them, the page is safe, and it has a name (they are bound
 * to a host name, so an IP address has none).
 */
export function passkeysWork(): boolean {
  const { hostname } = window.location;
  const isAddress = /^[\d.]+$|:/.test(hostname);
  return window.isSecureContext && 'PublicKeyCredential' in window && !isAddress;
}

/** Thrown when the person closed the browser's own dialogue, or has no passkey for this place. */
export class PasskeyNotUsed extends Error {
  override readonly name = 'PasskeyNotUsed';
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

/** Signs in; `quietly` waits in the browser's own list of the e-mail field instead of opening a dialogue. */
export async function signInByPasskey(quietly: boolean): Promise<void> {
  const { browserSupportsWebAuthnAutofill, startAuthentication } = await import('@simplewebauthn/browser');
  if (quietly && !(await browserSupportsWebAuthnAutofill())) throw new PasskeyNotUsed();
  const optionsJSON = await auth('GET /passkey/generate-authenticate-options');
  const response = await ask(() => startAuthentication({ optionsJSON, useBrowserAutofill: quietly }));
  await auth('POST /passkey/verify-authentication', { response });
}

export async function addPasskey(name: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const optionsJSON = await auth('GET /passkey/generate-register-options');
  const response = await ask(() => startRegistration({ optionsJSON }));
  await auth('POST /passkey/verify-registration', { response, name });
}

/** A quiet wait that is still open would refuse the next dialogue. */
export async function stopWaitingForPasskey(): Promise<void> {
  const { WebAuthnAbortService } = await import('@simplewebauthn/browser');
  WebAuthnAbortService.cancelCeremony();
}
