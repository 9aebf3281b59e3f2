/** Zoho's token endpoint on top of the shared one: its words, status 200 for a "no", and its limits. */
import type { Clock } from '../practice/clock.ts';
import type { FormAnswer, SignIn } from '../practice/sign-in.ts';

const refreshes = { most: 10, milliseconds: 10 * 60_000 };
const mostLiving = 15;

export function likeZoho(signIn: SignIn, clock: Clock): void {
  const plain = signIn.token;
  const asked = new Map<string, number[]>();
  const living = new Map<string, string[]>();

  function tooOften(refreshToken: string): boolean {
    const now = clock.now().getTime();
    const recent = (asked.get(refreshToken) ?? []).filter((at) => at > now - refreshes.milliseconds);
    asked.set(refreshToken, [...recent, now]);
    return recent.length >= refreshes.most;
  }

  /** Of more than fifteen the oldest ends. */
  function remember(refreshToken: string, accessToken: string): void {
    const known = [...(living.get(refreshToken) ?? []), accessToken];
    for (const old of known.slice(0, -mostLiving)) signIn.expireAccess(old);
    living.set(refreshToken, known.slice(-mostLiving));
  }

  signIn.token = (form, authorization) => {
    const refreshToken = form.get('grant_type') === 'refresh_token' ? form.get('refresh_token') : null;
    if (refreshToken !== null && tooOften(refreshToken)) return tooMany;
    const made = plain(form, authorization);
    const fields = made.body;
    if (made.status !== 200 || typeof fields !== 'object' || fields === null) return inItsWords(made);
    if (refreshToken !== null && 'access_token' in fields)
      remember(refreshToken, String(fields.access_token));
    return made;
  };
}

const tooMany: FormAnswer = {
  status: 400,
  body: {
    error: 'Access Denied',
    error_description: 'You have made too many requests continuously. Please try again after some time.',
    status: 'failure',
  },
};

function inItsWords({ body }: FormAnswer): FormAnswer {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : 'general_error';
  return { status: 200, body: { error: error === 'invalid_grant' ? 'invalid_code' : error } };
}
