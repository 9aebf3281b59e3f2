/** The form's own server: no cookies are ever sent along from another website. */

export interface Api {
  /** Of a 2xx answer: its body. Everything else throws a Refused. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  /** Seconds until it may be tried again; 0: not said. */
  readonly retryAfter: number;

  constructor(status: number, body: unknown, retryAfter: number) {
    super(`the form's server answered ${status}`);
    this.status = status;
    this.body = body;
    this.retryAfter = retryAfter;
  }
}

/** `preview`: on a page of the program itself, as the member of staff who looks at it. */
export function apiOf(origin: string, key: string, preview: boolean): Api {
  const base = `${origin}/api/v1/widget/${key}`;
  async function ask(path: string, init: RequestInit): Promise<unknown> {
    const answer = await fetch(`${base}${path}`, {
      ...init,
      credentials: preview ? 'same-origin' : 'omit',
      headers: {
        ...(init.body ? { 'content-type': 'application/json' } : {}),
        ...(preview ? { 'x-matterline': '1' } : {}),
      },
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    throw new Refused(answer.status, body, Number(answer.headers.get('retry-after') ?? 0));
  }
  return {
    get: (path) => ask(path, {}),
    post: (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
