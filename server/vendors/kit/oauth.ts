/** OAuth 2.0 as the practice systems speak it; what differs between them is data (`SignInFacts`). */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type SignInFacts, VendorError } from '../ports.ts';
import { type Transport, vendorJson } from './http.ts';

export interface Application {
  apiUrl: string;
  authUrl: string;
  clientId: string;
  clientSecret: string;
}

/** What a token answer gave. */
export interface Tokens {
  accessToken: string;
  /** Null: until it is revoked. */
  accessTokenExpiresAt: Date | null;
  /** Null: none came; an earlier one stays good. */
  refreshToken: string | null;
  /** The firm's own API address, where the vendor names it. */
  apiUrl: string | null;
}

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2, and Zoho's words for the same. */
const deadGrant = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'access_denied',
  'invalid_code',
  'invalid_token',
  'invalid_client_secret',
];

/** Zoho's word for more than ten renewals in ten minutes: no sign of a dead grant. */
const tooOften: ReadonlyMap<string, number> = new Map(Object.entries<number>({ 'Access Denied': 600 }));

/** Where to send the person's browser. `state` comes back with the code; `verifier` stays here. */
export function authorizeUrl(
  facts: SignInFacts,
  application: Pick<Application, 'authUrl' | 'clientId'>,
  attempt: { redirectUri: string; state: string; verifier: string },
): string {
  const url = new URL(facts.authorizePath, application.authUrl);
  const query: Record<string, string> = {
    response_type: 'code',
    client_id: application.clientId,
    redirect_uri: attempt.redirectUri,
    state: attempt.state,
    ...(facts.scopes.length > 0 ? { scope: facts.scopes.join(facts.scopeSeparator) } : {}),
    ...(facts.pkce
      ? {
          code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
          code_challenge_method: 'S256',
        }
      : {}),
    ...facts.authorizeParameters,
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

export type Grant =
  | { grant: 'authorization_code'; code: string; redirectUri: string; verifier: string }
  | { grant: 'refresh_token'; refreshToken: string }
  | { grant: 'client_credentials' };

/** Asks for tokens. A dead grant is `unauthorised`; everything else is worth another try. */
export async function requestTokens(
  transport: Transport,
  facts: SignInFacts,
  application: Application,
  grant: Grant,
): Promise<Tokens> {
  const { clientId, clientSecret } = application;
  const form = new URLSearchParams(formOf(facts, grant));
  form.set('client_id', clientId);
  if (facts.clientAuthentication === 'body') form.set('client_secret', clientSecret);
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
  const answer = await vendorJson(transport, {
    method: 'POST',
    url: tokenAddress(facts, application),
    body: form,
    redirect: 'manual',
    unauthorisedCodes: deadGrant,
    limitedCodes: tooOften,
    ...(facts.clientAuthentication === 'basic'
      ? { headers: { authorization: `Basic ${basic.toString('base64')}` } }
      : {}),
  });
  return readTokens(facts, answer, transport.now());
}

function tokenAddress(facts: SignInFacts, application: Application): string {
  const base = facts.tokenOn === 'apiUrl' ? application.apiUrl : application.authUrl;
  return new URL(facts.tokenPath, base).href;
}

function formOf(facts: SignInFacts, grant: Grant): Record<string, string> {
  switch (grant.grant) {
    case 'authorization_code':
      return {
        grant_type: 'authorization_code',
        code: grant.code,
        redirect_uri: grant.redirectUri,
        ...(facts.pkce ? { code_verifier: grant.verifier } : {}),
      };
    case 'refresh_token':
      return { grant_type: 'refresh_token', refresh_token: grant.refreshToken };
    case 'client_credentials':
      return { grant_type: 'client_credentials' };
  }
}

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
});
/** Zoho tells a dead grant with status 200. */
const refusal = z.object({ error: z.string() });

function readTokens(facts: SignInFacts, answer: unknown, now: Date): Tokens {
  const refused = refusal.safeParse(answer);
  if (refused.success) {
    const pause = tooOften.get(refused.data.error);
    if (pause !== undefined)
      throw new VendorError({
        failure: 'rate_limited',
        retryAt: new Date(now.getTime() + pause * 1000),
        detail: `The vendor gives no more tokens for now: ${refused.data.error}`,
      });
    throw new VendorError({
      failure: deadGrant.includes(refused.data.error) ? 'unauthorised' : 'unavailable',
      detail: `The vendor refused the sign-in: ${refused.data.error}`,
    });
  }
  const parsed = tokenAnswer.safeParse(answer);
  if (!parsed.success)
    throw new VendorError({ failure: 'unavailable', detail: 'The token answer has no access_token.' });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed.data;
  const host = facts.hostsFrom?.apiUrlInToken;
  const apiUrl = host === undefined ? undefined : parsed.data[host];
  return {
    accessToken,
    accessTokenExpiresAt: seconds === undefined ? null : new Date(now.getTime() + seconds * 1000),
    refreshToken: refreshToken ?? null,
    apiUrl: typeof apiUrl === 'string' && URL.canParse(apiUrl) ? apiUrl : null,
  };
}

/** Ends the grant at the vendor; a vendor that knows no such thing, or is down, does not keep us from disconnecting. */
export async function revokeTokens(
  transport: Transport,
  facts: SignInFacts,
  application: Application,
  tokens: { accessToken: string | null; refreshToken: string | null },
): Promise<void> {
  const { revoke } = facts;
  const token = revoke?.token === 'refresh' ? tokens.refreshToken : tokens.accessToken;
  if (!revoke || token === null) return;
  const url = new URL(revoke.path, application.authUrl);
  if (revoke.in === 'query') url.searchParams.set('token', token);
  await vendorJson(transport, {
    method: 'POST',
    url: url.href,
    redirect: 'manual',
    ...(revoke.in === 'form' ? { body: new URLSearchParams({ token }) } : {}),
    ...(revoke.bearer && tokens.accessToken !== null
      ? { headers: { authorization: `Bearer ${tokens.accessToken}` } }
      : {}),
  });
}
