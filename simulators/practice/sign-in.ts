/** The vendor's OAuth 2.0 authorisation server, with the vendor's habits as options. */
import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from './clock.ts';
import { decisionPage } from './pages.ts';

export interface SimulatedAccount {
  id: string;
  name: string;
  userId: string;
  userName: string;
}

export interface SignInOptions {
  /** The simulator shows what was written on a page of its own; said by the server. */
  showsRecords?: boolean;
  clientId: string;
  clientSecret: string;
  /** Unknown addresses are refused when this is given. */
  redirectUris?: readonly string[];
  /** As people see it on the page: "Smokeball". */
  vendor: string;
  paths: { authorize: string; token: string; revoke?: string };
  grants: readonly ('authorization_code' | 'client_credentials')[];
  clientAuthentication: 'basic' | 'body' | 'either';
  pkce: 'required' | 'allowed' | 'ignored';
  codeSeconds: number;
  accessTokenSeconds: number;
  /** Null: until revoked. */
  refreshTokenSeconds: number | null;
  /** A refresh gives a new refresh token and ends the old one. */
  rotatesRefreshToken: boolean;
  /** Further fields of the token answer (`api_domain`); replaces those of the same name, `undefined` leaves one out. */
  tokenFields?: (grant: Grant, type: string) => Record<string, unknown>;
  /** Further parameters of the redirect (`location`). */
  redirectFields?: (grant: Pick<Grant, 'account'>) => Record<string, string>;
  accounts: readonly [SimulatedAccount, ...SimulatedAccount[]];
}

export interface Grant {
  id: string;
  account: SimulatedAccount;
  scope: string;
  revoked: boolean;
}

export interface FormAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface SignIn {
  readonly paths: SignInOptions['paths'];
  /** Says yes without a person: for tests and the demo. */
  allowAtOnce: boolean;
  authorize(query: URLSearchParams): FormAnswer;
  token(form: URLSearchParams, authorization: string | undefined): FormAnswer;
  revoke(form: URLSearchParams): FormAnswer;
  /** Whose token this is; null when it is unknown, ended or revoked. */
  check(accessToken: string): Grant | null;
  /** Tokens without the browser. */
  issue(accountId?: string): { accessToken: string; refreshToken: string; grant: Grant };
  /** This access token, or all of them, ends now. */
  expireAccess(accessToken?: string): void;
  /** Refresh tokens end now, access tokens live on. */
  expireRefresh(): void;
  /** The person takes the permission back: this grant's or all grants' tokens end. */
  revokeGrant(id?: string): void;
  onRevoke(listener: (grant: Grant) => void): void;
  /** Refresh tokens were ended by `expireRefresh`. */
  onRefreshEnd(listener: () => void): void;
  /** Token requests answered well, by grant type. */
  readonly given: Readonly<Record<string, number>>;
  reset(): void;
}

interface Issued {
  grant: Grant;
  endsAt: number;
}
interface Code extends Issued {
  redirectUri: string;
  challenge: string | null;
}

export function createSignIn(clock: Clock, options: SignInOptions): SignIn {
  const codes = new Map<string, Code>();
  const access = new Map<string, Issued>();
  const refresh = new Map<string, Issued>();
  const listeners: ((grant: Grant) => void)[] = [];
  const refreshListeners: (() => void)[] = [];
  const given: Record<string, number> = {};
  const now = () => clock.now().getTime();

  function open(grant: Grant): { accessToken: string; refreshToken: string } {
    const accessToken = `access-${randomUUID()}`;
    const refreshToken = `refresh-${randomUUID()}`;
    const { refreshTokenSeconds } = options;
    access.set(accessToken, { grant, endsAt: now() + options.accessTokenSeconds * 1000 });
    refresh.set(refreshToken, {
      grant,
      endsAt: refreshTokenSeconds === null ? Number.POSITIVE_INFINITY : now() + refreshTokenSeconds * 1000,
    });
    return { accessToken, refreshToken };
  }

  function newGrant(account: SimulatedAccount, scope: string): Grant {
    return { id: randomUUID(), account, scope, revoked: false };
  }

  function answerOf(grant: Grant, type: string, tokens: { accessToken: string; refreshToken?: string }) {
    given[type] = (given[type] ?? 0) + 1;
    const fields = {
      access_token: tokens.accessToken,
      token_type: 'Bearer',
      expires_in: options.accessTokenSeconds,
      ...(tokens.refreshToken === undefined ? {} : { refresh_token: tokens.refreshToken }),
      ...options.tokenFields?.(grant, type),
    };
    return { status: 200, headers: { 'cache-control': 'no-store' }, body: fields };
  }

  function byCode(form: URLSearchParams): FormAnswer {
    const text = form.get('code') ?? '';
    const code = codes.get(text);
    // Single use, and dead after any failed exchange.
    codes.delete(text);
    if (code === undefined || code.endsAt <= now() || code.redirectUri !== form.get('redirect_uri'))
      return refuse('invalid_grant');
    const verifier = form.get('code_verifier');
    if (code.challenge !== null && (verifier === null || challengeOf(verifier) !== code.challenge))
      return refuse('invalid_grant');
    return answerOf(code.grant, 'authorization_code', open(code.grant));
  }

  function byRefresh(form: URLSearchParams): FormAnswer {
    const text = form.get('refresh_token') ?? '';
    const known = refresh.get(text);
    if (known === undefined || known.grant.revoked || known.endsAt <= now()) return refuse('invalid_grant');
    const tokens = open(known.grant);
    if (options.rotatesRefreshToken) {
      refresh.delete(text);
      return answerOf(known.grant, 'refresh_token', tokens);
    }
    refresh.delete(tokens.refreshToken);
    return answerOf(known.grant, 'refresh_token', { accessToken: tokens.accessToken });
  }

  function byClient(): FormAnswer {
    if (!options.grants.includes('client_credentials')) return refuse('unauthorized_client');
    const grant = newGrant(options.accounts[0], '');
    const { accessToken, refreshToken } = open(grant);
    refresh.delete(refreshToken);
    return answerOf(grant, 'client_credentials', { accessToken });
  }

  function end(grant: Grant): void {
    grant.revoked = true;
    for (const listener of listeners) listener(grant);
  }

  return {
    paths: options.paths,
    allowAtOnce: false,
    given,
    authorize(query) {
      const redirectUri = query.get('redirect_uri') ?? '';
      const trusted = options.redirectUris === undefined || options.redirectUris.includes(redirectUri);
      if (query.get('client_id') !== options.clientId || !URL.canParse(redirectUri) || !trusted)
        return { status: 400, body: { error: 'invalid_request' } };
      const problem = problemOf(query, options);
      if (problem !== null) return redirect(redirectUri, query, { error: problem });
      const decision =
        query.get('decision') ?? (query.get('auto') === '1' || this.allowAtOnce ? 'allow' : null);
      if (decision === null) return decisionPage(options, query);
      if (decision !== 'allow') return redirect(redirectUri, query, { error: 'access_denied' });
      const account = options.accounts.find(({ id }) => id === query.get('account')) ?? options.accounts[0];
      const code = `code-${randomUUID()}`;
      codes.set(code, {
        grant: newGrant(account, query.get('scope') ?? ''),
        endsAt: now() + options.codeSeconds * 1000,
        redirectUri,
        challenge: options.pkce === 'ignored' ? null : query.get('code_challenge'),
      });
      return redirect(redirectUri, query, { code, ...options.redirectFields?.({ account }) });
    },
    token(form, authorization) {
      if (!isOurClient(form, authorization, options)) return { ...refuse('invalid_client'), status: 401 };
      const type = form.get('grant_type');
      if (type === 'authorization_code') return byCode(form);
      if (type === 'refresh_token') return byRefresh(form);
      return type === 'client_credentials' ? byClient() : refuse('unsupported_grant_type');
    },
    revoke(form) {
      const text = form.get('token') ?? '';
      const known = access.get(text) ?? refresh.get(text);
      if (known !== undefined) end(known.grant);
      return { status: 200, body: {} };
    },
    check(accessToken) {
      const known = access.get(accessToken);
      return known === undefined || known.grant.revoked || known.endsAt <= now() ? null : known.grant;
    },
    issue(accountId) {
      const account = options.accounts.find(({ id }) => id === accountId) ?? options.accounts[0];
      const grant = newGrant(account, '');
      return { ...open(grant), grant };
    },
    expireAccess(accessToken) {
      for (const [text, issued] of access)
        if (accessToken === undefined || accessToken === text) issued.endsAt = 0;
    },
    expireRefresh() {
      for (const issued of refresh.values()) issued.endsAt = 0;
      for (const listener of refreshListeners) listener();
    },
    revokeGrant(id) {
      const grants = new Set([...access.values(), ...refresh.values()].map(({ grant }) => grant));
      for (const grant of grants) if (!grant.revoked && (id === undefined || grant.id === id)) end(grant);
    },
    onRevoke: (listener) => void listeners.push(listener),
    onRefreshEnd: (listener) => void refreshListeners.push(listener),
    reset() {
      for (const map of [codes, access, refresh]) map.clear();
    },
  };
}

function problemOf(query: URLSearchParams, { grants, pkce }: SignInOptions): string | null {
  if (query.get('response_type') !== 'code') return 'unsupported_response_type';
  if (!grants.includes('authorization_code')) return 'unauthorized_client';
  if (pkce === 'ignored') return null;
  const challenge = query.get('code_challenge');
  if (challenge === null) return pkce === 'required' ? 'invalid_request' : null;
  return query.get('code_challenge_method') === 'S256' ? null : 'invalid_request';
}

function isOurClient(
  form: URLSearchParams,
  authorization: string | undefined,
  { clientAuthentication, clientId, clientSecret }: SignInOptions,
): boolean {
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const inBody = form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
  if (clientAuthentication === 'basic') return authorization === basic;
  return clientAuthentication === 'body' ? inBody : inBody || authorization === basic;
}

function refuse(error: string): FormAnswer {
  return { status: 400, body: { error } };
}

function redirect(address: string, query: URLSearchParams, fields: Record<string, string>): FormAnswer {
  const url = new URL(address);
  const state = query.get('state');
  for (const [name, value] of Object.entries({ ...fields, ...(state === null ? {} : { state }) }))
    url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href } };
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
