import type { PracticeSystem } from '../ports.ts';
import { createClient } from './client.ts';
import { readEvent, signature } from './events.ts';
import { policy } from './policy.ts';

/** Lawmatics. Quirks and sources: README.md. */
export const lawmatics: PracticeSystem = {
  kind: 'lawmatics',
  label: 'Lawmatics',
  regions: [
    {
      id: 'us',
      label: 'United States',
      apiUrl: 'https://api.lawmatics.com/v1',
      authUrl: 'https://app.lawmatics.com',
    },
  ],
  signIn: {
    grants: ['authorization_code'],
    authorizePath: '/oauth/authorize',
    tokenPath: '/oauth/token',
    tokenOn: 'apiUrl',
    pkce: false,
    clientAuthentication: 'body',
    // There are none.
    scopes: [],
    scopeSeparator: ' ',
    accessTokenEnds: false,
    refreshTokenDays: null,
    apiKey: false,
  },
  // The lower of two published figures; all that hold count, so that each connection is its own firm's.
  budget: { windows: [{ limit: 50, seconds: 60 }], per: 'connection' },
  policy,
  pulls: {
    staff: { changesSince: false },
    matter_type: { changesSince: false },
    stage: { changesSince: false },
    contact: { changesSince: true },
    matter: { changesSince: true },
    party: { changesSince: true },
  },
  writes: ['interaction', 'time_entry', 'document', 'contact'],
  // Lawmatics answers when the record stands; a little for its lists.
  visibleWithinSeconds: 10,
  webhookByHand:
    'In the Lawmatics dashboard (Premium plan), add a webhook with this address for the contact and matter events, and paste its signing secret here.',
  signature,
  readEvent,
  // No address of a record in the app is documented.
  urlOf: () => null,
  client: createClient,
};
