import { vendorJson } from '../kit/http.ts';
import { type TokenChange, type VendorContext, VendorError } from '../ports.ts';
import { tokenAnswer } from './wire.ts';

export interface TokenKeeper {
  /** A token that should still be good. */
  current(): Promise<string>;
  /** A new token in place of `refused`, which the vendor did not take. */
  replace(refused: string): Promise<string>;
}

const slackMilliseconds = 60_000;
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** https://developers.ringcentral.com/guide/authentication: codes of a dead grant, wherever the answer names them. */
const deadGrant = [
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'OAU-128',
  'OAU-129',
  'OAU-149',
  'OAU-213',
];

/**
 * Keeps one source's access token. A refresh token works once and ends the old access token at once, so that there is
 * never more than one renewal under way, and the new pair is stored before anybody uses it.
 */
export function createTokenKeeper(context: VendorContext): TokenKeeper {
  const { credentials } = context;
  let known = {
    accessToken: credentials.accessToken,
    expiresAt: Date.parse(credentials.accessTokenExpiresAt ?? ''),
    refreshToken: credentials.refreshToken,
  };
  let renewal: Promise<string> | null = null;

  async function renew(): Promise<string> {
    const change = await requestTokens(context, known.refreshToken);
    await context.saveTokens(change);
    known = {
      accessToken: change.accessToken,
      expiresAt: Date.parse(change.accessTokenExpiresAt),
      refreshToken: change.refreshToken,
    };
    return change.accessToken;
  }

  function renewOnce(): Promise<string> {
    renewal ??= renew().finally(() => {
      renewal = null;
    });
    return renewal;
  }

  return {
    async current() {
      if (renewal !== null) return renewal;
      // A token of unknown age is tried: the vendor's 401 tells when it is over.
      const over = known.expiresAt - slackMilliseconds <= context.now().getTime();
      return known.accessToken === undefined || over ? renewOnce() : known.accessToken;
    },
    async replace(refused) {
      if (renewal === null && known.accessToken !== undefined && known.accessToken !== refused)
        return known.accessToken;
      return renewOnce();
    },
  };
}

async function requestTokens(context: VendorContext, refreshToken: string | undefined): Promise<TokenChange> {
  const { assertion } = context.credentials;
  if (refreshToken !== undefined) {
    try {
      return await requestToken(context, { grant_type: 'refresh_token', refresh_token: refreshToken });
    } catch (error) {
      const dead = error instanceof VendorError && error.problem.failure === 'unauthorised';
      if (!dead || assertion === undefined) throw error;
    }
  }
  if (assertion === undefined) {
    throw new VendorError({
      failure: 'unauthorised',
      detail: 'There is no refresh token and no JWT credential.',
    });
  }
  return requestToken(context, { grant_type: jwtBearer, assertion });
}

async function requestToken(context: VendorContext, grant: Record<string, string>): Promise<TokenChange> {
  const { credentials } = context;
  const basic = Buffer.from(`${credentials.clientId ?? ''}:${credentials.clientSecret ?? ''}`).toString(
    'base64',
  );
  const answer = await vendorJson(context, {
    method: 'POST',
    url: new URL('/restapi/oauth/token', credentials.authUrl ?? credentials.apiUrl).href,
    headers: { authorization: `Basic ${basic}` },
    body: new URLSearchParams(grant),
    redirect: 'manual',
    unauthorisedCodes: deadGrant,
  });
  const parsed = tokenAnswer.safeParse(answer);
  if (!parsed.success) {
    throw new VendorError({ failure: 'unavailable', detail: 'The token answer has no access_token.' });
  }
  const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = parsed.data;
  return {
    accessToken,
    accessTokenExpiresAt: new Date(context.now().getTime() + seconds * 1000).toISOString(),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}
