import type { PracticeSystem } from '../ports.ts';
import { createSmokeballClient } from './client.ts';
import { visibleWithinSeconds } from './files.ts';
import { readEvent, smokeballSignature } from './hooks.ts';
import { smokeballPolicy } from './policy.ts';

/** Smokeball (US, Australia, UK). Quirks and sources: README.md. */
export const smokeball: PracticeSystem = {
  kind: 'smokeball',
  label: 'Smokeball',
  regions: [
    region('us', 'United States', 'smokeball.com'),
    region('au', 'Australia', 'smokeball.com.au'),
    region('uk', 'United Kingdom', 'smokeball.co.uk'),
  ],
  signIn: {
    grants: ['authorization_code', 'client_credentials'],
    authorizePath: '/oauth2/authorize',
    tokenPath: '/oauth2/token',
    pkce: true,
    clientAuthentication: 'basic',
    // None named means all that the application was given.
    scopes: [],
    scopeSeparator: ' ',
    accessTokenEnds: true,
    // 180 days are spoken of for newer ones; the shorter promise is the one to warn by.
    refreshTokenDays: 30,
    apiKey: true,
  },
  // The vendor counts each endpoint for itself; all of them together is the stricter reading.
  budget: { windows: [{ limit: 5, seconds: 1 }], per: 'client' },
  policy: smokeballPolicy,
  pulls: {
    staff: { changesSince: false },
    matter_type: { changesSince: false },
    stage: { changesSince: true },
    activity_code: { changesSince: true },
    contact: { changesSince: true },
    matter: { changesSince: true },
    party: { changesSince: true },
  },
  writes: [
    ...(['fee', 'task', 'memo', 'document', 'contact', 'activity_code'] as const),
    ...(['matter', 'fixed_fee', 'cost_recovery', 'matter_memo', 'matter_document', 'layout'] as const),
  ],
  // The public API only reads the stage of a matter.
  changes: ['contact', 'layout'],
  matterNeedsType: true,
  visibleWithinSeconds,
  signature: smokeballSignature,
  readEvent,
  // No address of a record in the app is documented.
  urlOf: () => null,
  client: createSmokeballClient,
};

function region(id: string, label: string, domain: string) {
  return { id, label, apiUrl: `https://api.${domain}`, authUrl: `https://auth.${domain}` };
}
