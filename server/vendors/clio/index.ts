import type { BudgetFacts, PracticeSystem, Region, SignInFacts } from '../ports.ts';
import { createClient } from './client.ts';
import { handshake, readEvent, signature } from './events.ts';
import { policy } from './policy.ts';

/** Separate data, and an application registered separately in each. */
const regions: PracticeSystem['regions'] = [
  region('us', 'United States', 'app.clio.com'),
  region('eu', 'Europe', 'eu.app.clio.com'),
  region('ca', 'Canada', 'ca.app.clio.com'),
  region('au', 'Australia', 'au.app.clio.com'),
];

const signIn: SignInFacts = {
  grants: ['authorization_code'],
  authorizePath: '/oauth/authorize',
  tokenPath: '/oauth/token',
  revoke: { path: '/oauth/deauthorize', token: 'access', bearer: true, in: 'form' },
  // Clio does not describe PKCE; the secret stays on the server.
  pkce: false,
  clientAuthentication: 'body',
  // Chosen when the application is registered.
  scopes: [],
  scopeSeparator: ' ',
  authorizeParameters: { redirect_on_decline: 'true' },
  accessTokenEnds: true,
  refreshTokenDays: null,
  apiKey: false,
};

/** The figure of peak hours; the one of quiet hours is not published. */
const budget: BudgetFacts = {
  windows: [{ limit: 50, seconds: 60 }],
  per: 'connection',
  readRemaining(headers) {
    const remaining = Number(headers.get('x-ratelimit-remaining') ?? 'none');
    if (!Number.isInteger(remaining)) return null;
    const reset = Number(headers.get('x-ratelimit-reset') ?? 'none');
    return { remaining, resetAt: Number.isFinite(reset) ? new Date(reset * 1000) : null };
  },
};

export const clio: PracticeSystem = {
  kind: 'clio',
  label: 'Clio Manage',
  regions,
  signIn,
  budget,
  policy,
  pulls: {
    staff: { changesSince: true },
    matter_type: { changesSince: true },
    stage: { changesSince: true },
    activity_code: { changesSince: true },
    contact: { changesSince: true },
    matter: { changesSince: true },
    party: { changesSince: true },
  },
  writes: [
    ...(['communication', 'time_entry', 'document', 'contact', 'activity_code'] as const),
    // Completion details would be custom fields, whose meaning each firm chooses: not offered.
    ...(['matter', 'fixed_fee', 'cost_recovery', 'matter_memo', 'matter_document'] as const),
  ],
  changes: ['contact', 'matter_stage'],
  // Clio answers when the record stands; a little for its search.
  visibleWithinSeconds: 10,
  signature,
  handshake,
  readEvent,
  // The page of a document is the only address that is known.
  urlOf: (record, externalId, { apiUrl }) =>
    (record === 'document' || record === 'matter_document') && URL.canParse(apiUrl)
      ? `${new URL(apiUrl).origin}/nc/#/documents/${encodeURIComponent(externalId)}/details`
      : null,
  client: createClient,
};

function region(id: string, label: string, host: string): Region {
  return { id, label, apiUrl: `https://${host}/api/v4`, authUrl: `https://${host}` };
}
