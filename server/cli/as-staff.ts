import { z } from 'zod';
import type { Api } from '../api.ts';
import type { Context } from '../context.ts';
import { findStaffByIdOrEmail, insertToken } from '../features/staff/index.ts';
import { CommandError } from './with-platform.ts';

/** Calls of the program's own API, with one person's rights. */
export type Call = <K extends keyof Api>(
  route: K,
  input?: { params?: Record<string, string>; query?: Record<string, string>; bytes?: Buffer; body?: object },
) => Promise<Api[K]['response']>;

const problem = z.object({ detail: z.string().optional(), title: z.string().optional() });
const method = z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']);

/** Does `work` through the API as this staff member (else the firm's first owner), with a token that ends with it. */
export async function asStaff<T>(
  { app, platform }: Context,
  firmId: string,
  staff: string | undefined,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const made = await platform.database.firm(firmId).write(async (tx) => {
    const owner = () =>
      tx
        .selectFrom('staff_members')
        .select('id')
        .where('firm_id', '=', firmId)
        .where('role', '=', 'owner')
        .where('active', '=', true)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst();
    const person = staff === undefined ? await owner() : await findStaffByIdOrEmail(tx, firmId, staff);
    if (!person)
      throw new CommandError(
        staff === undefined
          ? `--firm: there is no firm ${firmId}, or it has no owner`
          : `--staff: the firm has no staff member ${staff}`,
      );
    return await insertToken(tx, firmId, { staffId: person.id, name: 'Command line' }, platform.clock.now());
  });
  const call: Call = async (route, { params = {}, query = {}, bytes, body } = {}) => {
    const [verb, pattern = ''] = route.split(' ');
    const answer = await app.inject({
      method: method.parse(verb),
      url: pattern.replaceAll(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
      query,
      headers: {
        authorization: `Bearer ${made.token}`,
        ...(bytes ? { 'content-type': 'text/csv' } : {}),
      },
      ...(bytes ? { payload: bytes } : body ? { payload: body } : {}),
    });
    if (answer.statusCode < 400) return answer.body === '' ? undefined : answer.json();
    const told = problem.safeParse(JSON.parse(answer.body)).data;
    throw new CommandError(told?.detail ?? told?.title ?? `it was answered with ${answer.statusCode}`);
  };
  try {
    return await work(call);
  } finally {
    await call('DELETE /api/v1/tokens/:id', { params: { id: made.id } });
  }
}
