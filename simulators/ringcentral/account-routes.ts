import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Account } from './account.ts';
import { ApiRefusal, type Gate } from './gate.ts';
import {
  type Addresses,
  viewDirectNumber,
  viewExtension,
  viewMainNumber,
  viewMessage,
  viewRecord,
} from './views.ts';

export interface AccountRoutes {
  account: Account;
  addresses: Addresses;
  gate: Gate;
  now(): Date;
  /** Records show up in the log this long after the end of the call. */
  logDelaySeconds: number;
  /** Extensions whose messages the token may not read. */
  closedBoxes: Set<number>;
  /** Sync tokens below this count are refused as too old (MSG-333). */
  oldestSyncToken(): number;
}

const base = '/restapi/v1.0/account/:accountId';
const many = z.union([z.string().transform((one) => [one]), z.array(z.string())]).optional();
const paging = {
  page: z.coerce.number().int().min(1).default(1),
  perPage: z.coerce.number().int().min(1).default(100),
};
const time = z.string().optional();

/** Extensions, their numbers, and recordings. */
export function addAccountRoutes(app: FastifyInstance, parts: AccountRoutes): void {
  const { account, addresses, gate } = parts;

  app.get(`${base}/extension`, (request, reply) => {
    gate.admit(request, 'Medium', reply);
    const extensions = account.extensions.map((extension) => viewExtension(addresses, extension));
    return gate.send(request, reply, paginate(parts, request, extensions));
  });

  app.get(`${base}/phone-number`, (request, reply) => {
    gate.admit(request, 'Light', reply);
    const direct = account.extensions
      .filter((extension) => extension.number !== undefined)
      .map(viewDirectNumber);
    const numbers = [viewMainNumber(account), ...direct];
    return gate.send(request, reply, paginate(parts, request, numbers));
  });

  app.get(`${base}/recording/:recordingId`, (request, reply) => {
    gate.admit(request, 'Heavy', reply);
    const { id, seconds } = getRecording(parts, request);
    return gate.send(request, reply, {
      id,
      contentUri: addresses.media(`/account/~/recording/${id}/content`),
      contentType: 'audio/wav',
      duration: seconds,
    });
  });

  app.get(`${base}/recording/:recordingId/content`, (request, reply) => {
    gate.admit(request, 'Heavy', reply);
    return reply.type('audio/wav').send(getRecording(parts, request).content);
  });
}

/** The call log and its sync. */
export function addCallLogRoutes(app: FastifyInstance, parts: AccountRoutes): void {
  const { addresses, gate } = parts;

  app.get(`${base}/call-log`, (request, reply) => {
    gate.admit(request, 'Heavy', reply);
    const query = z
      .object({
        dateFrom: time,
        dateTo: time,
        view: z.string().default('Simple'),
        type: many,
        direction: many,
      })
      .parse(request.query);
    const to = moment(query.dateTo) ?? parts.now().getTime();
    const from = moment(query.dateFrom) ?? to - 24 * 3_600_000;
    const records = visibleLog(parts)
      .filter((record) => within(record.startTime, from, to) && allows(query.direction, record.direction))
      .filter(() => allows(query.type, 'Voice'))
      .map((record) => viewRecord(addresses, record, query.view === 'Detailed'));
    return gate.send(request, reply, paginate(parts, request, records));
  });

  app.get(`${base}/call-log-sync`, (request, reply) => {
    gate.admit(request, 'Heavy', reply);
    const query = z
      .object({ syncToken: z.string().optional(), view: z.string().default('Simple'), dateFrom: time })
      .parse(request.query);
    const after = query.syncToken === undefined ? 0 : readToken(query.syncToken);
    const from = moment(query.dateFrom) ?? 0;
    const records = visibleLog(parts)
      .filter((record) => record.version > after && Date.parse(record.startTime) >= from)
      .slice(0, 250)
      .map((record) => viewRecord(addresses, record, query.view === 'Detailed'));
    return gate.send(request, reply, {
      uri: addresses.api(request.url),
      records,
      syncInfo: syncInfo(parts, after),
    });
  });
}

/** Messages of one extension: store, sync, content. */
export function addMessageRoutes(app: FastifyInstance, parts: AccountRoutes): void {
  const { addresses, gate } = parts;
  const box = `${base}/extension/:extensionId`;

  app.get(`${box}/message-store`, (request, reply) => {
    gate.admit(request, 'Light', reply);
    const query = z
      .object({ dateFrom: time, dateTo: time, messageType: many, direction: many })
      .parse(request.query);
    const to = moment(query.dateTo) ?? Number.MAX_SAFE_INTEGER;
    const from = moment(query.dateFrom) ?? parts.now().getTime() - 24 * 3_600_000;
    const messages = messagesOf(parts, request)
      .filter((message) => within(message.creationTime, from, to))
      .filter(
        (message) => allows(query.messageType, message.type) && allows(query.direction, message.direction),
      )
      .map((message) => viewMessage(addresses, message));
    return gate.send(request, reply, paginate(parts, request, messages));
  });

  app.get(`${box}/message-sync`, (request, reply) => {
    gate.admit(request, 'Light', reply);
    const query = z
      .object({
        syncType: z.string().default('FSync'),
        syncToken: z.string().optional(),
        messageType: many,
        dateFrom: time,
        recordCount: z.coerce.number().int().min(1).max(250).default(250),
      })
      .parse(request.query);
    const after = query.syncType === 'ISync' ? readToken(query.syncToken ?? '') : 0;
    if (query.syncType === 'ISync' && after < parts.oldestSyncToken()) {
      throw new ApiRefusal(400, 'MSG-333', 'Parameter [syncToken] is invalid: full sync is required');
    }
    const from = moment(query.dateFrom) ?? 0;
    const messages = messagesOf(parts, request)
      .filter((message) => message.version > after && Date.parse(message.creationTime) >= from)
      .filter((message) => allows(query.messageType, message.type))
      .slice(0, query.recordCount)
      .map((message) => viewMessage(addresses, message));
    const answer = { uri: addresses.api(request.url), records: messages, syncInfo: syncInfo(parts, after) };
    return gate.send(request, reply, answer);
  });

  app.get(`${box}/message-store/:messageId`, (request, reply) => {
    gate.admit(request, 'Light', reply);
    return gate.send(request, reply, viewMessage(addresses, getMessage(parts, request)));
  });

  app.get(`${box}/message-store/:messageId/content/:attachmentId`, (request, reply) => {
    gate.admit(request, 'Medium', reply);
    const attachmentId = parameterOf(request, 'attachmentId');
    const found = getMessage(parts, request).attachments.find((each) => String(each.id) === attachmentId);
    if (found === undefined) throw notFound('attachment');
    return reply.type(found.contentType).send(found.content);
  });
}

function visibleLog({ account, now, logDelaySeconds }: AccountRoutes) {
  const latest = now().getTime() - logDelaySeconds * 1000;
  return account.log
    .filter((record) => Date.parse(record.startTime) + record.duration * 1000 <= latest)
    .toSorted((left, right) => Date.parse(right.startTime) - Date.parse(left.startTime));
}

/** Newest first, as the vendor lists. */
function messagesOf(parts: AccountRoutes, request: FastifyRequest) {
  const id = Number(parameterOf(request, 'extensionId'));
  if (!parts.account.extensions.some((extension) => extension.id === id)) throw notFound('extension');
  if (parts.closedBoxes.has(id))
    throw new ApiRefusal(
      403,
      'CMN-408',
      'In order to call this API endpoint, user needs to have [ReadMessages] permission',
    );
  return parts.account.messages
    .filter((message) => message.extensionId === id)
    .toSorted((left, right) => Date.parse(right.creationTime) - Date.parse(left.creationTime));
}

function getMessage(parts: AccountRoutes, request: FastifyRequest) {
  const id = parameterOf(request, 'messageId');
  const found = messagesOf(parts, request).find((message) => String(message.id) === id);
  if (found === undefined) throw notFound('message');
  return found;
}

function getRecording({ account }: AccountRoutes, request: FastifyRequest) {
  const id = parameterOf(request, 'recordingId');
  const found = account.recordings.get(id);
  if (found === undefined) throw notFound('recording');
  return { id, ...found };
}

function paginate(parts: AccountRoutes, request: FastifyRequest, records: object[]) {
  const { page, perPage } = z.object(paging).parse(request.query);
  const address = (number: number) => {
    const url = new URL(parts.addresses.api('/'));
    const query = new URL(request.url, url).searchParams;
    query.set('page', String(number));
    return { uri: `${new URL(request.url, url).origin}${request.url.split('?', 1)[0]}?${query}` };
  };
  const start = (page - 1) * perPage;
  const shown = records.slice(start, start + perPage);
  return {
    uri: address(page).uri,
    records: shown,
    paging: { page, perPage, pageStart: start, pageEnd: Math.max(start, start + shown.length - 1) },
    navigation: {
      firstPage: address(1),
      ...(start + perPage < records.length ? { nextPage: address(page + 1) } : {}),
    },
  };
}

function syncInfo(parts: AccountRoutes, after: number) {
  const token = Buffer.from(`v${parts.account.next()}`).toString('base64url');
  return { syncType: after === 0 ? 'FSync' : 'ISync', syncToken: token, syncTime: parts.now().toISOString() };
}

function readToken(token: string): number {
  const version = /^v(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'))?.[1];
  if (version === undefined) throw new ApiRefusal(400, 'CMN-101', 'Parameter [syncToken] is invalid');
  return Number(version);
}

function parameterOf(request: FastifyRequest, name: string): string {
  return z.record(z.string(), z.string()).parse(request.params)[name] ?? '';
}

function notFound(what: string): ApiRefusal {
  return new ApiRefusal(404, 'CMN-102', `Resource for parameter [${what}] is not found`);
}

function moment(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

function within(text: string, from: number, to: number): boolean {
  const at = Date.parse(text);
  return at >= from && at <= to;
}

function allows(wanted: string[] | undefined, actual: string): boolean {
  return wanted === undefined || wanted.includes(actual);
}
