/** From an e-mail address to a session. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { Problem, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Place } from '../portal-look/index.ts';
import { toE164 } from '../practice/index.ts';
import { countriesByNumber, findAccount, isThere, listLogins, listNumberLogins } from './accounts.ts';
import { lastingCookie, newToken } from './cookie.ts';
import {
  type AttemptDecision,
  codeMs,
  decideNumber,
  firmOfDestination,
  linkMs,
  safeDestination,
} from './decide.ts';
import { isKnownDevice, noteDevice } from './devices.ts';
import type { Door, PortalLimits } from './door.ts';
import { emailKey, numberKey, tooManyWrong } from './failures.ts';
import { tellNewDevice } from './notices.ts';
import {
  attempt,
  type Entered,
  insertRequest,
  type Key,
  lookAtLink,
  mailRequest,
  textRequest,
} from './requests.ts';
import { portalSignInRoutes as routes } from './schema.ts';
import { viewSession } from './session-view.ts';
import { endSessions, findSession, startPortalSession } from './sessions.ts';

export function createSignInRoutes(platform: Platform, door: Door, limits: PortalLimits): BoundRoute[] {
  const { database, clock, publicUrl } = platform;

  /** Beside the answer, whose time and words must not tell whether the address is anybody's. */
  async function deliver(id: string, email: string, device: string | null, place: Place): Promise<void> {
    const known = await database.system(async (tx) => {
      const account = await findAccount(tx, email);
      return account !== null && (await isKnownDevice(tx, account.id, device));
    });
    if (!known) await limits.mails.take(email.toLowerCase());
    await database.system((tx) => mailRequest(tx, platform, id, { email, place }));
  }

  async function deliverText(
    id: string,
    number: string,
    asked: { destination: string; placeFirmId: string | null; device: string | null },
  ): Promise<void> {
    const logins = await database.system((tx) => listNumberLogins(tx, number));
    const linkFirmId = firmOfDestination(asked.destination);
    const decision = decideNumber({ logins, placeFirmId: asked.placeFirmId, linkFirmId });
    if (decision.kind === 'nothing') return;
    const { login } = decision;
    const known = await database.system((tx) => isKnownDevice(tx, login.accountId, asked.device));
    // Counted apart: others who ask in its name do not keep its owner's browser from a code.
    await limits.texts.take(known ? `${number} known` : number);
    await limits.textsOfFirm.take(login.firmId);
    await database.system((tx) => textRequest(tx, platform, id, { login, number }));
  }

  async function enter(
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
    key: Key,
    given: { code: string | null; trusted: boolean },
  ) {
    door.mustComeFromPortal(request);
    await limits.guesses.take(request.ip);
    const now = clock.now();
    const place = await door.place(request);
    const result = await database.system(async (tx) => {
      const { decision, entered } = await attempt(tx, platform, key, given.code, now);
      return entered
        ? await begin(tx, request, entered, { trusted: given.trusted, place })
        : { refused: decision.kind === 'in' ? ({ kind: 'over' } as const) : decision };
    });
    if ('refused' in result) throw refusal(result.refused, now);
    const { token, session, device, destination } = result;
    door.giveSession(reply, token, session);
    reply.header('set-cookie', lastingCookie('device', device, publicUrl));
    return { session: await viewSession(platform, session, place), destination };
  }

  async function begin(
    tx: Tx,
    request: FastifyRequest,
    { accountId, destination }: Entered,
    { trusted, place }: { trusted: boolean; place: Place },
  ) {
    const now = clock.now();
    const logins = (await listLogins(tx, accountId)).filter((login) => isThere(place, login));
    const [only] = logins;
    // Disabled since the mail was sent.
    if (!only) return { refused: { kind: 'over' } as const };
    const old = door.cookie(request, 'session');
    const before = old === null ? null : await findSession(tx, old, now);
    if (before) await endSessions(tx, { accountId: before.accountId, id: before.id }, now);
    const seat = logins.length === 1 ? only : { firmId: null, portalUserId: null };
    const userAgent = request.headers['user-agent'] ?? '';
    const { token } = await startPortalSession(
      tx,
      { accountId, firmId: seat.firmId, portalUserId: seat.portalUserId },
      { trusted, secondFactor: false, userAgent, address: request.ip, now },
    );
    const device = await noteDevice(tx, { accountId, token: door.cookie(request, 'device'), userAgent }, now);
    const session = await door.stepped(tx, token, null);
    if (device.isNew)
      await tellNewDevice(
        tx,
        platform,
        { accountId, email: session.email, firmId: session.firmId },
        { userAgent: userAgent.slice(0, 200), at: `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
      );
    return { token, session, device: device.token, destination };
  }

  return [
    handle(routes.ask, async ({ body, request, reply }) => {
      door.mustComeFromPortal(request);
      await limits.asks.take(request.ip);
      const way = await readWay(platform, body);
      await limits.asksForOne.take(`${request.ip} ${'email' in way ? way.email.toLowerCase() : way.number}`);
      if ('number' in way) await limits.textAsks.take(request.ip);
      const key = 'email' in way ? emailKey(way.email) : numberKey(way.number);
      const now = clock.now();
      const binding = door.cookie(request, 'asked') ?? newToken();
      const destination = safeDestination(body.destination);
      const id = await database.system((tx) => insertRequest(tx, { key, binding, destination }, now));
      const device = door.cookie(request, 'device');
      const place = await door.place(request);
      reply.header('set-cookie', lastingCookie('asked', binding, publicUrl));
      reply.raw.once('finish', () => {
        const delivery =
          'email' in way
            ? deliver(id, way.email, device, place)
            : deliverText(id, way.number, { destination, placeFirmId: place.firmId, device });
        delivery.catch((error: unknown) => {
          if (error instanceof Problem)
            platform.logger.warn('too many sign-in mails or texts for one person or firm; one was not sent');
          else platform.logger.error({ err: error }, 'a sign-in mail or text of the portal failed');
        });
      });
      return {
        id,
        codeEndsAt: new Date(now.getTime() + codeMs).toISOString(),
        linkEndsAt: new Date(now.getTime() + linkMs).toISOString(),
      };
    }),
    handle(routes.ways, async () => ({
      number: (await database.system(countriesByNumber)).length > 0,
    })),
    handle(routes.useRequest, (call) => {
      const binding = door.cookie(call.request, 'asked');
      return enter(call, { by: 'request', id: call.params.id, binding }, call.body);
    }),
    handle(routes.lookAtLink, async ({ params, request }) => {
      await limits.guesses.take(request.ip);
      const binding = door.cookie(request, 'asked');
      return await database.system((tx) => lookAtLink(tx, params.token, binding, clock.now()));
    }),
    handle(routes.useLink, (call) => {
      const binding = door.cookie(call.request, 'asked');
      const { code = null, trusted } = call.body;
      return enter(call, { by: 'link', token: call.params.token, binding }, { code, trusted });
    }),
  ];
}

/** An address, or a number as E.164; one that is neither is refused, whether a firm offers numbers or not. */
async function readWay(
  { database }: Pick<Platform, 'database'>,
  body: { email?: string | undefined; number?: string | undefined },
): Promise<{ email: string } | { number: string }> {
  if (body.email !== undefined && body.number === undefined) return { email: body.email };
  const field = body.email === undefined && body.number === undefined ? 'email' : 'number';
  const countries = await database.system(countriesByNumber);
  const number = body.email === undefined ? readNumber(body.number ?? '', countries) : null;
  if (number !== null) return { number };
  const message = 'Write an e-mail address, or a mobile number with + and the country.';
  throw problem('invalid_input', message, { fields: [{ field, message }] });
}

/** Without + it is one of the country of the firms that offer this, if they are of one. */
function readNumber(typed: string, countries: readonly string[]): string | null {
  const [country, other] = countries;
  const knowsCountry = country !== undefined && other === undefined;
  return typed.startsWith('+') || knowsCountry ? toE164(typed, country ?? '') : null;
}

const over = 'It was used, a newer one was sent, or it is too old. Ask for a new one.';

/** The problem that each refusal ends the request with. */
export function refusal(decision: Exclude<AttemptDecision, { kind: 'in' }>, now: Date): Problem {
  switch (decision.kind) {
    case 'over':
      return problem('wrong_state', `This works no more. ${over}`, { reason: 'over' });
    case 'code_needed':
      return problem(
        'wrong_state',
        'You opened the link in another browser than the one that asked for it. Type the code of the same mail.',
        { reason: 'code_needed' },
      );
    case 'code_over':
      return problem(
        'wrong_state',
        decision.why === 'expired'
          ? 'This code is older than ten minutes. Ask for a new one.'
          : 'There were five wrong codes. Ask for a new one.',
        { reason: 'code_over' },
      );
    case 'delayed':
      return tooManyWrong(
        decision.until,
        now,
        'The link in the mail works meanwhile, in the browser where you asked for it.',
      );
    case 'wrong': {
      const { triesLeft } = decision;
      const left =
        triesLeft === 0
          ? 'Ask for a new one.'
          : triesLeft === 1
            ? 'One try is left.'
            : `${triesLeft} tries are left.`;
      return problem('invalid_input', `That is not the code. ${left}`, {
        fields: [{ field: 'code', message: `That is not the code. ${left}` }],
      });
    }
  }
}
