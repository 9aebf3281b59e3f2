import { randomBytes } from 'node:crypto';
import type { Platform } from '../../platform/platform.ts';
import { sealed } from './store.ts';

/** The part of a webhook address that cannot be guessed. */
export function newHookKey(): string {
  return `src_${randomBytes(24).toString('base64url')}`;
}

/** A fresh webhook secret in the spelling that the vendor's scheme wants. */
export function newHookSecret(scheme: string): string {
  return scheme === 'standard_webhooks'
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(32).toString('base64url');
}

export function hookUrlOf(platform: Platform, hookKey: string): string {
  return `${platform.publicUrl.origin}/hooks/${hookKey}`;
}

export function openSecret(platform: Platform, source: { secret: Buffer | null }): string | null {
  return source.secret && platform.secrets.open(source.secret, sealed.secret);
}
