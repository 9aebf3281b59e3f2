import { ApiProblem, problemFrom } from '../../api/problem.ts';

type Entered = { twoFactorRedirect?: boolean };

/** A passkey of the person who is signed in. */
export type Passkey = { id: string; name?: string | null; createdAt: string | null };

/** The parts of the sign-in library that are open under /api/auth: what goes in and what comes out. */
type AuthApi = {
  'GET /get-session': {
    body?: undefined;
    answer: { user: { email: string; twoFactorEnabled?: boolean | null } } | null;
  };
  'POST /sign-in/email': { body: { email: string; password: string }; answer: Entered };
  'POST /sign-in/email-otp': { body: { email: string; otp: string }; answer: Entered };
  'POST /email-otp/send-verification-otp': { body: { email: string; type: 'sign-in' }; answer: unknown };
  'POST /request-password-reset': { body: { email: string }; answer: unknown };
  'POST /reset-password': { body: { token: string; newPassword: string }; answer: unknown };
  'POST /change-password': {
    body: { currentPassword: string; newPassword: string; revokeOtherSessions: boolean };
    answer: unknown;
  };
  'POST /two-factor/enable': {
    body: { password: string };
    answer: { totpURI: string; backupCodes: string[] };
  };
  'POST /two-factor/disable': { body: { password: string }; answer: unknown };
  'POST /two-factor/generate-backup-codes': {
    body: { password: string };
    answer: { backupCodes: string[] };
  };
  'POST /two-factor/verify-totp': { body: { code: string; trustDevice?: boolean }; answer: unknown };
  'POST /two-factor/verify-backup-code': { body: { code: string }; answer: unknown };
  'GET /passkey/list-user-passkeys': { body?: undefined; answer: Passkey[] };
  'GET /passkey/generate-register-options': {
    body?: undefined;
    answer: import('@simplewebauthn/browser').PublicKeyCredentialCreationOptionsJSON;
  };
  'POST /passkey/verify-registration': {
    body: { response: import('@simplewebauthn/browser').RegistrationResponseJSON; name: string };
    answer: unknown;
  };
  'GET /passkey/generate-authenticate-options': {
    body?: undefined;
    answer: import('@simplewebauthn/browser').PublicKeyCredentialRequestOptionsJSON;
  };
  'POST /passkey/verify-authentication': {
    body: { response: import('@simplewebauthn/browser').AuthenticationResponseJSON };
    answer: unknown;
  };
  'POST /passkey/update-passkey': { body: { id: string; name: string }; answer: unknown };
  'POST /passkey/delete-passkey': { body: { id: string }; answer: unknown };
};

type Call<K extends keyof AuthApi> = undefined extends AuthApi[K]['body']
  ? [body?: undefined]
  : [body: AuthApi[K]['body']];

/**
 * Calls the sign-in library: `auth('POST /sign-in/email', { email, password })`. Throws {@link ApiProblem}, whose `code`
 * is the library's own (`INVALID_OTP`) or ours (`too_many_requests`).
 */
export async function auth<K extends keyof AuthApi>(
  key: K,
  ...[body]: Call<K>
): Promise<AuthApi[K]['answer']> {
  const [method = 'GET', path = ''] = key.split(' ');
  const response = await send(`/api/auth${path}`, {
    method,
    credentials: 'same-origin',
    ...(method === 'POST' && {
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body ?? {}),
    }),
  });
  const text = await response.text();
  const answer = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new ApiProblem(problemFrom(response.status, answer));
  return answer;
}

async function send(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, request);
  } catch {
    throw new ApiProblem({
      status: 0,
      code: 'unreachable',
      title: '',
      detail: undefined,
      fieldErrors: {},
      requestId: undefined,
    });
  }
}
