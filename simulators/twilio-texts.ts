/** How Twilio's stand-in sends texts: what it refuses, what becomes of those it takes, and what it does about STOP. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { messageRow, post, type State, type StoredMessage } from './twilio-state.ts';
import { magicFrom, magicTo, refuse } from './twilio-wire.ts';

const prefix = '/2010-04-01/Accounts/:AccountSid';

/** What becomes of the next texts; each is told by a callback. */
export interface Fate {
  statuses: readonly string[];
  errorCode?: string;
}

export interface TextState {
  /** Numbers that may send; empty: any. */
  numbers: string[];
  /** `+61… +44…`: sender and recipient between whom nothing goes since a STOP. */
  blocked: Set<string>;
  /** Long codes and messaging services answer STOP, START and HELP by themselves. */
  keywords: boolean;
  fates: Fate[];
  /** So many of the next texts are taken, and the answer is lost. */
  loseAnswers: number;
  /** The next texts are refused with these codes. */
  refusals: number[];
}

export function newTextState(): TextState {
  return { numbers: [], blocked: new Set(), keywords: true, fates: [], loseAnswers: 0, refusals: [] };
}

const sending = z.object({
  To: z.string(),
  From: z.string().optional(),
  MessagingServiceSid: z.string().optional(),
  Body: z.string().optional(),
  MediaUrl: z.union([z.string(), z.array(z.string()).max(10)]).optional(),
  StatusCallback: z.string().optional(),
});
type Sending = z.infer<typeof sending>;

export function serveSending(server: FastifyInstance, state: State): void {
  server.post(`${prefix}/Messages.json`, (request, reply) => {
    const form = sending.safeParse(request.body);
    if (!form.success) return refuse(reply, 400, 21604, 'A To number is required');
    const code = state.texts.refusals.shift() ?? refusalOf(state, form.data);
    if (code !== undefined) return refuse(reply, 400, code, `Error ${code}`);
    const { To, From, MessagingServiceSid, Body, StatusCallback } = form.data;
    const row = messageRow(state, 'outbound-api', From ?? null, To, Body ?? '', 0);
    row.messaging_service_sid = MessagingServiceSid ?? null;
    if (MessagingServiceSid !== undefined) row.status = 'accepted';
    state.messages.push({ row, sentAt: state.now().getTime(), media: [] });
    const answer = { ...row };
    // Test numbers deliver nothing and call back nothing.
    const callback = StatusCallback ?? state.hookUrl;
    if (From !== '+15005550006' && callback !== undefined) follow(state, row, callback, From ?? '', To);
    if (state.texts.loseAnswers > 0) {
      state.texts.loseAnswers -= 1;
      return hangUp(reply);
    }
    return reply.status(201).send(answer);
  });
}

function hangUp(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** The order in which Twilio looks is not published; this is what each fault alone gives. */
function refusalOf(
  { texts }: State,
  { To, From, MessagingServiceSid, Body, MediaUrl }: Sending,
): number | undefined {
  const magic = magicFrom[From ?? ''] ?? magicTo[To];
  if (magic !== undefined) return magic;
  if (!/^\+[1-9]\d{6,14}$/.test(To)) return 21211;
  if (From === undefined && MessagingServiceSid === undefined) return 21603;
  if (Body === undefined && MediaUrl === undefined) return 21602;
  if ([...(Body ?? '')].length > 1600) return 21617;
  if (texts.blocked.has(`${From ?? MessagingServiceSid} ${To}`)) return 21610;
  if (From === undefined || From === '+15005550006') return undefined;
  if (From.startsWith('+'))
    return texts.numbers.length === 0 || texts.numbers.includes(From) ? undefined : 21606;
  if (!/^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/.test(From)) return 21212;
  return To.startsWith('+1') ? 21612 : undefined;
}

function follow(state: State, row: StoredMessage['row'], callback: string, from: string, to: string): void {
  const { statuses, errorCode } = state.texts.fates.shift() ?? { statuses: ['sent', 'delivered'] };
  for (const status of statuses) {
    row.status = status;
    const failed = status === 'failed' || status === 'undelivered';
    if (failed && errorCode !== undefined) row.error_code = Number(errorCode);
    post(state, callback, {
      AccountSid: state.ids.account,
      ApiVersion: '2010-04-01',
      MessageSid: row.sid,
      SmsSid: row.sid,
      MessageStatus: status,
      SmsStatus: status,
      From: from,
      To: to,
      ...(failed && errorCode !== undefined ? { ErrorCode: errorCode } : {}),
    });
  }
}

const stopWords = new Set(['stop', 'stopall', 'unsubscribe', 'end', 'quit', 'cancel', 'revoke', 'optout']);
const startWords = new Set(['start', 'unstop', 'yes']);

/**
 * Single words alone, in any case, with blanks around them; "STOP PLEASE" passes. The text itself still reaches the webhook.
 * https://help.twilio.com/articles/223134027
 */
export function heedKeyword(state: State, from: string, to: string, body: string): void {
  const word = body.trim().toLowerCase();
  const pair = `${to} ${from}`;
  if (!state.texts.keywords) return;
  const answers = stopWords.has(word) || startWords.has(word) || word === 'help' || word === 'info';
  if (stopWords.has(word)) state.texts.blocked.add(pair);
  if (startWords.has(word)) state.texts.blocked.delete(pair);
  if (!answers) return;
  const row = messageRow(state, 'outbound-reply', to, from, `(Twilio’s answer to ${word.toUpperCase()})`, 0);
  row.status = 'delivered';
  state.messages.push({ row, sentAt: state.now().getTime(), media: [] });
}

/** The account itself, and media that is taken away. */
export function serveTexts(server: FastifyInstance, state: State): void {
  server.get('/2010-04-01/Accounts/:Sid.json', (_request, reply) =>
    reply.send({ sid: state.ids.account, status: 'active', friendly_name: 'Example', type: 'Full' }),
  );
  server.delete(`${prefix}/Messages/:MessageSid/Media/:Sid.json`, (request, reply) => {
    const { MessageSid, Sid } = z.object({ MessageSid: z.string(), Sid: z.string() }).parse(request.params);
    const message = state.messages.find(({ row }) => row.sid === MessageSid);
    const known = message?.media.some(({ sid }) => sid === Sid) ?? false;
    if (!message || !known) return refuse(reply, 404, 20404, 'The requested resource was not found');
    message.media = message.media.filter(({ sid }) => sid !== Sid);
    state.files.delete(Sid);
    return reply.status(204).send();
  });
}
