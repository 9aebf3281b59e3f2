/**
 * What the server answers, as types: `'METHOD /path'` → what goes in and what comes out.
 * This is the one file of the web app that names the server.
 */
export type Route = { params: object; query: object; body: unknown; response: unknown };

export type Role = 'owner' | 'administrator' | 'member';
export type Country = 'GB' | 'US' | 'AU';

export type Me = {
  firm: { id: string; name: string; country: Country; timeZone: string; currency: string };
  staff: { id: string; firstName: string; lastName: string; role: Role; email: string };
};

export type Api = {
  'GET /api/v1/me': { params: object; query: object; body: undefined; response: Me };
  'POST /api/v1/sign-out': { params: object; query: object; body: undefined; response: undefined };
};
