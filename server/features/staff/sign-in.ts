import { createHmac, timingSafeEqual } from 'node:crypto';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { emailOTP, twoFactor } from 'better-auth/plugins';
import type { Platform } from '../../platform/platform.ts';
import { worksSomewhere } from './logins.ts';
import { mailCode, mailPasswordReset } from './mails.ts';

export const sessionDays = 7;
const basePath = '/api/auth';

/** Sign-in by better-auth, as the rest of the program sees it. */
export interface SignIn {
  /** Answers a request under /api/auth. */
  answer(request: Request): Promise<Response>;
  /** Starts a session for a login that has just proven itself; the value of its Set-Cookie header. */
  startSession(userId: string, from: { address: string; userAgent: string | undefined }): Promise<string>;
  /** The session token in a Cookie header, if we signed it. */
  readCookie(cookieHeader: string | undefined): string | null;
  /** The header that takes the session cookie away. */
  clearedCookie: string;
  /** Prolongs the session when it is due; Set-Cookie headers to pass on. */
  refresh(cookieHeader: string): Promise<string[]>;
  hashPassword(password: string): Promise<string>;
  /** The same work for a login that has no password, so that the time tells nothing. */
  checkPassword(userId: string | null, password: string): Promise<boolean>;
  /** A code of the authenticator app of whoever is signed in by this cookie. Only where the login has one set up. */
  checkCode(cookieHeader: string, code: string): Promise<boolean>;
}

/** better-auth on our tables: password, e-mailed code, TOTP with backup codes, passkeys. No public sign-up. */
export function createSignIn(platform: Platform): SignIn {
  const secret = platform.secrets.derive('sign-in');
  const { cookieName, attributes } = cookieOf(platform.publicUrl);
  const auth = betterAuth(signInOptions(platform, secret));
  const sign = (token: string) => createHmac('sha256', secret).update(token).digest('base64');

  return {
    answer: (request) => auth.handler(request),
    async startSession(userId, from) {
      const { internalAdapter } = await auth.$context;
      const session = await internalAdapter.createSession(userId, false, {
        ipAddress: from.address,
        userAgent: from.userAgent ?? '',
      });
      const value = encodeURIComponent(`${session.token}.${sign(session.token)}`);
      return `${cookieName}=${value}; Max-Age=${sessionDays * 86_400}; ${attributes}`;
    },
    readCookie(header) {
      for (const part of header?.split(';') ?? []) {
        const at = part.indexOf('=');
        if (part.slice(0, at).trim() !== cookieName) continue;
        const value = decode(part.slice(at + 1).trim());
        const dot = value.lastIndexOf('.');
        const token = value.slice(0, dot);
        const given = Buffer.from(value.slice(dot + 1));
        const wanted = Buffer.from(sign(token));
        if (dot > 0 && given.length === wanted.length && timingSafeEqual(given, wanted)) return token;
      }
      return null;
    },
    clearedCookie: `${cookieName}=; Max-Age=0; ${attributes}`,
    async refresh(cookieHeader) {
      const { headers } = await auth.api.getSession({
        headers: new Headers({ cookie: cookieHeader }),
        returnHeaders: true,
      });
      return headers.getSetCookie();
    },
    async hashPassword(password) {
      return await (await auth.$context).password.hash(password);
    },
    async checkPassword(userId, password) {
      const { internalAdapter, password: passwords } = await auth.$context;
      const accounts = userId === null ? [] : await internalAdapter.findAccounts(userId);
      const hash = accounts.find((account) => account.providerId === 'credential')?.password;
      if (!hash) {
        await passwords.hash(password);
        return false;
      }
      return await passwords.verify({ hash, password });
    },
    async checkCode(cookieHeader, code) {
      const request = new Request(new URL(`${basePath}/two-factor/verify-totp`, platform.publicUrl), {
        method: 'POST',
        headers: {
          cookie: cookieHeader,
          'content-type': 'application/json',
          origin: platform.publicUrl.origin,
        },
        body: JSON.stringify({ code }),
      });
      return (await auth.handler(request)).ok;
    },
  };
}

/** `__Host-` needs https, the path "/" and no domain: then no other host can set or read the cookie. */
function cookieOf(publicUrl: URL) {
  const secure = publicUrl.protocol === 'https:';
  const prefix = secure ? '__Host-matterline' : 'matterline';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return { secure, prefix, cookieName: `${prefix}.session_token`, attributes };
}

/** Exported for the test that holds our migration against what better-auth wants. */
export function signInOptions(platform: Platform, secret: string) {
  const { publicUrl, database } = platform;
  const { secure, prefix } = cookieOf(publicUrl);
  return {
    appName: 'Matterline',
    baseURL: publicUrl.origin,
    basePath,
    secret,
    database: database.pool,
    telemetry: { enabled: false },
    // The address bar may say localhost where PUBLIC_URL says 127.0.0.1: a page of the host that is asked is ours.
    trustedOrigins: (request?: Request) => {
      const host = request?.headers.get('host');
      return [publicUrl.origin, ...(host ? [`${publicUrl.protocol}//${host}`] : [])];
    },
    user: { modelName: 'auth_user' },
    account: { modelName: 'auth_account' },
    verification: { modelName: 'auth_verification' },
    session: {
      modelName: 'auth_session',
      expiresIn: sessionDays * 86_400,
      updateAge: 86_400,
      // A revoked session must be over at once.
      cookieCache: { enabled: false },
      additionalFields: { activeFirmId: { type: 'string' as const, required: false, input: false } },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }: { user: { email: string }; token: string }) =>
        await mailPasswordReset(platform, user.email, token),
    },
    // Counted by our own limits (routes of sign-in), per account as well as per address.
    rateLimit: { enabled: false },
    logger: { disabled: true },
    onAPIError: { onError: (error: unknown) => platform.logger.debug({ err: error }, 'sign-in') },
    advanced: {
      cookiePrefix: prefix,
      // Said aloud, because the library would leave both checks out under NODE_ENV=test.
      disableCSRFCheck: false,
      disableOriginCheck: false,
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax' as const, path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      // Mails go out beside the answer: its time must not tell whether there is such an account.
      backgroundTasks: {
        handler: (task: Promise<unknown>) => {
          task.catch((error: unknown) => platform.logger.error({ err: error }, 'a sign-in mail failed'));
        },
      },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { userId: string }) => {
            if (!(await database.system((tx) => worksSomewhere(tx, session.userId)))) {
              throw new APIError('UNAUTHORIZED', {
                code: 'INVALID_EMAIL_OR_PASSWORD',
                message: 'Invalid email or password',
              });
            }
          },
        },
      },
    },
    plugins: [
      emailOTP({
        otpLength: 6,
        expiresIn: 600,
        allowedAttempts: 3,
        storeOTP: 'hashed',
        disableSignUp: true,
        sendVerificationOTP: async ({ email, otp }) => await mailCode(platform, email, otp),
      }),
      secondFactor(),
      passkey({
        rpID: publicUrl.hostname,
        rpName: 'Matterline',
        schema: { passkey: { modelName: 'auth_passkey' } },
        authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
      }),
    ],
  };
}

/** The plug-in asks for the second factor after a password only; an e-mailed code is one factor too. */
function secondFactor() {
  const plugin = twoFactor({ issuer: 'Matterline', schema: { twoFactor: { modelName: 'auth_two_factor' } } });
  for (const hook of plugin.hooks.after) {
    const { matcher } = hook;
    hook.matcher = (context) => matcher(context) || context.path === '/sign-in/email-otp';
  }
  return plugin;
}

/** The caller's address, set by us on the way in; whatever the caller sent under this name is dropped. */
export const addressHeader = 'x-matterline-address';

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
