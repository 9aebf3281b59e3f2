import type { BudgetFacts, PracticeSystem, Region, SignInFacts } from '../ports.ts';
import { createClient } from './client.ts';
import { readEvent, signature } from './events.ts';
import { policy } from './policy.ts';

/**
 * Zoho's data centres. Where a firm's data really are is told when it signs in: `api_domain` and `accounts-server` take
 * the place of these. The United Kingdom's API host is not written down anywhere and follows the others' pattern.
 */
const regions: PracticeSystem['regions'] = [
  region('us', 'United States', 'accounts.zoho.com', 'www.zohoapis.com'),
  region('eu', 'Europe', 'accounts.zoho.eu', 'www.zohoapis.eu'),
  region('uk', 'United Kingdom', 'accounts.zoho.uk', 'www.zohoapis.uk'),
  region('au', 'Australia', 'accounts.zoho.com.au', 'www.zohoapis.com.au'),
  region('ca', 'Canada', 'accounts.zohocloud.ca', 'www.zohoapis.ca'),
  region('in', 'India', 'accounts.zoho.in', 'www.zohoapis.in'),
  region('jp', 'Japan', 'accounts.zoho.jp', 'www.zohoapis.jp'),
  region('sa', 'Saudi Arabia', 'accounts.zoho.sa', 'www.zohoapis.sa'),
  region('cn', 'China', 'accounts.zoho.com.cn', 'www.zohoapis.com.cn'),
];

const signIn: SignInFacts = {
  grants: ['authorization_code'],
  authorizePath: '/oauth/v2/auth',
  tokenPath: '/oauth/v2/token',
  revoke: { path: '/oauth/v2/token/revoke', token: 'refresh', bearer: false, in: 'query' },
  // Not described; the secret stays on the server.
  pkce: false,
  clientAuthentication: 'body',
  scopes: [
    'ZohoCRM.modules.contacts.ALL',
    'ZohoCRM.modules.leads.ALL',
    'ZohoCRM.modules.accounts.READ',
    'ZohoCRM.modules.deals.ALL',
    'ZohoCRM.modules.calls.ALL',
    'ZohoCRM.modules.notes.ALL',
    'ZohoCRM.modules.attachments.ALL',
    'ZohoSearch.securesearch.READ',
    'ZohoCRM.coql.READ',
    'ZohoCRM.settings.fields.READ',
    'ZohoCRM.users.READ',
    'ZohoCRM.org.READ',
    'ZohoCRM.notifications.ALL',
  ],
  scopeSeparator: ',',
  // `offline` gives a refresh token, `consent` a new one also to who has allowed it before.
  authorizeParameters: { access_type: 'offline', prompt: 'consent' },
  accessTokenEnds: true,
  refreshTokenDays: null,
  apiKey: false,
  hostsFrom: { apiUrlInToken: 'api_domain', authUrlInRedirect: 'accounts-server' },
};

/**
 * Credits are counted over 24 hours and depend on edition and users, which nobody tells us; Zoho says what is left once
 * half is used, and refuses when nothing is. At once: what the smallest edition allows.
 */
const budget: BudgetFacts = {
  windows: [],
  concurrency: 5,
  per: 'connection',
  readRemaining(headers) {
    const remaining = Number(headers.get('x-api-credits-remaining') ?? 'none');
    return Number.isInteger(remaining) ? { remaining, resetAt: null } : null;
  },
};

export const zoho: PracticeSystem = {
  kind: 'zoho',
  label: 'Zoho CRM',
  regions,
  signIn,
  budget,
  policy,
  pulls: {
    staff: { changesSince: false },
    matter_type: { changesSince: false },
    stage: { changesSince: false },
    contact: { changesSince: true },
    matter: { changesSince: true },
  },
  writes: ['communication', 'note', 'attachment', 'contact'],
  // The search is behind by minutes at times; what we wrote is looked for by queries and lists, which are not. This is
  // for requests that Zoho still works on when we have given up.
  visibleWithinSeconds: 30,
  signature,
  readEvent,
  // No address of a record in the app is documented.
  urlOf: () => null,
  client: createClient,
};

function region(id: string, label: string, accountsHost: string, apiHost: string): Region {
  return { id, label, apiUrl: `https://${apiHost}`, authUrl: `https://${accountsHost}` };
}
