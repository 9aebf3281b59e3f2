/** The token endpoint's memory: a refresh token works once, and using it ends the access token that came with it. */
export interface TokenOffice {
  grant(form: URLSearchParams): TokenAnswer | { error: string; description: string };
  isGood(accessToken: string): boolean;
  /** Ends all access tokens; refresh tokens stay good. */
  expireAccess(): void;
  /** Ends all refresh tokens. */
  revokeRefresh(): void;
  /** How many tokens of each grant type were given out. */
  readonly given: Record<'jwt' | 'refresh', number>;
}

export interface TokenAnswer {
  access_token: string;
  token_type: 'bearer';
  expires_in: number;
  refresh_token: string;
  refresh_token_expires_in: number;
  scope: string;
  owner_id: string;
}

interface Session {
  accessToken: string;
  refreshToken: string;
  expiresAt: number;
}

const mostSessions = 5;
const refreshLifeSeconds = 604_799;

export function createTokenOffice(options: {
  assertion: string;
  lifeSeconds: number;
  now(): Date;
}): TokenOffice {
  let sessions: Session[] = [];
  let count = 0;
  const given = { jwt: 0, refresh: 0 };

  function open(): TokenAnswer {
    count += 1;
    const session = {
      accessToken: `access-${count}-${crypto.randomUUID()}`,
      refreshToken: `refresh-${count}-${crypto.randomUUID()}`,
      expiresAt: options.now().getTime() + options.lifeSeconds * 1000,
    };
    sessions = [...sessions, session].slice(-mostSessions);
    return {
      access_token: session.accessToken,
      token_type: 'bearer',
      expires_in: options.lifeSeconds,
      refresh_token: session.refreshToken,
      refresh_token_expires_in: refreshLifeSeconds,
      scope: 'ReadAccounts ReadCallLog ReadCallRecording ReadMessages CallControl SubscriptionWebhook',
      owner_id: '900100777',
    };
  }

  return {
    given,
    grant(form) {
      const type = form.get('grant_type');
      if (type === 'urn:ietf:params:oauth:grant-type:jwt-bearer') {
        if (form.get('assertion') !== options.assertion) return refuse('The assertion is not valid');
        given.jwt += 1;
        return open();
      }
      if (type !== 'refresh_token')
        return { error: 'unsupported_grant_type', description: 'Unsupported grant type' };
      const used = sessions.find((session) => session.refreshToken === form.get('refresh_token'));
      if (used === undefined) return refuse('Token not found');
      sessions = sessions.filter((session) => session !== used);
      given.refresh += 1;
      return open();
    },
    isGood: (accessToken) =>
      sessions.some((each) => each.accessToken === accessToken && each.expiresAt > options.now().getTime()),
    expireAccess() {
      sessions = sessions.map((session) => ({ ...session, expiresAt: 0 }));
    },
    revokeRefresh() {
      sessions = sessions.map((session) => ({ ...session, refreshToken: crypto.randomUUID() }));
    },
  };
}

function refuse(description: string) {
  return { error: 'invalid_grant', description };
}
