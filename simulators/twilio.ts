/**
 * A stand-in for Twilio on the loopback: call and message lists, sending with the magic numbers, media behind a
 * redirect, and signed webhooks with faults on request. Requests are checked against the published description when it
 * is there.
 */
import Fastify from 'fastify';
import { createDeliveries, type Deliveries } from './delivery.ts';
import { loadDescription } from './description.ts';
import { makePng } from './tiny-files.ts';
import { makeTwilioCall, type PlacedTwilioCall, type TwilioCallFacts } from './twilio-calls.ts';
import { guard, serveFiles, serveLists } from './twilio-routes.ts';
import { keepRecording, messageRow, post, type State } from './twilio-state.ts';
import { heedKeyword, newTextState, serveSending, serveTexts, type TextState } from './twilio-texts.ts';
import { createTwilioIds, type Form } from './twilio-wire.ts';

export interface TwilioSimulatorOptions {
  accountSid?: string;
  authToken?: string;
  /** Where every webhook goes, as set in the console. */
  hookUrl?: string;
  now?: () => Date;
  requestsPerMinute?: number;
  /** 1 waits as long as Twilio does. */
  timeScale?: number;
  port?: number;
}

type Placed = Partial<Omit<PlacedTwilioCall, 'voicemail' | 'recording' | 'dial'>> & {
  from: string;
  to: string;
  dial?: readonly {
    to: string;
    outcome?: 'completed' | 'no-answer' | 'busy';
    ringSeconds?: number;
    talkSeconds?: number;
  }[];
  /** The caller leaves a message, with this text as its transcription. */
  voicemail?: { text?: string };
  recorded?: boolean;
};

export interface SentFile {
  contentType: string;
  body: Buffer;
}

export interface TwilioControl {
  placeCall(call: Placed): TwilioCallFacts;
  /** A text from outside. */
  sendSms(text: {
    from: string;
    to: string;
    body: string;
    /** So many small ones, or these files. */
    pictures?: number | readonly SentFile[];
  }): Form;
  setHookUrl(url: string): void;
  failNext(count: number, status: number): void;
  /** How texts fare; to be changed. */
  texts: TextState;
  /** Every text, newest last. */
  messages(): {
    sid: string;
    from: unknown;
    to: unknown;
    body: unknown;
    status: unknown;
    direction: unknown;
    media: number;
  }[];
  deliveries: Deliveries;
  requests: { method: string; path: string; authorised: boolean }[];
  complaints: string[];
}

export interface TwilioSimulator {
  url: string;
  accountSid: string;
  authToken: string;
  control: TwilioControl;
  close(): Promise<void>;
}

export async function createTwilioSimulator(options: TwilioSimulatorOptions = {}): Promise<TwilioSimulator> {
  const accountSid = options.accountSid ?? 'AC00000000000000000000000000000001';
  const authToken = options.authToken ?? 'twilio-auth-token';
  const state: State = {
    ids: createTwilioIds(accountSid),
    authToken,
    hookUrl: options.hookUrl,
    now: options.now ?? (() => new Date()),
    base: '',
    perMinute: options.requestsPerMinute ?? 3000,
    description: loadDescription('twilio'),
    calls: [],
    messages: [],
    files: new Map(),
    texts: newTextState(),
    failures: { count: 0, status: 500 },
    deliveries: createDeliveries(options.timeScale ?? 1),
    requests: [],
    complaints: [],
  };
  const server = Fastify({ forceCloseConnections: true });
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => done(null, formBody(String(body))),
  );
  guard(server, state);
  serveLists(server, state);
  serveSending(server, state);
  serveTexts(server, state);
  serveFiles(server, state);
  state.base = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return { url: state.base, accountSid, authToken, control: controlOf(state), close: () => server.close() };
}

/** `MediaUrl` may be repeated. */
function formBody(text: string): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const known = form[name];
    form[name] = known === undefined ? value : [known, value].flat();
  }
  return form;
}

// ---- control -----------------------------------------------------------------------------------------------------

function controlOf(state: State): TwilioControl {
  return {
    placeCall(placed) {
      const { voicemail, recorded, dial = [], ...given } = placed;
      const talkSeconds = given.talkSeconds ?? 3;
      const length = talkSeconds + (given.ringSeconds ?? 2) + dial.length * 8;
      const made = makeTwilioCall(
        {
          direction: 'inbound',
          outcome: 'completed',
          ringSeconds: 2,
          events: 'all',
          startedAt: new Date(state.now().getTime() - length * 1000),
          ...given,
          talkSeconds,
          dial: dial.map((one) => ({ outcome: 'completed', ringSeconds: 4, talkSeconds: 4, ...one })),
          ...(voicemail === undefined
            ? {}
            : { voicemail: { ...keepRecording(state, talkSeconds), ...voicemail } }),
          ...(recorded === true ? { recording: keepRecording(state, talkSeconds) } : {}),
        },
        state.ids,
      );
      for (const row of made.rows) state.calls.push({ row, at: Date.parse(String(row.start_time)) });
      for (const form of made.callbacks) post(state, state.hookUrl, form);
      return made;
    },
    sendSms: (text) => receiveText(state, text),
    setHookUrl(url) {
      state.hookUrl = url;
    },
    failNext(count, status) {
      state.failures = { count, status };
    },
    texts: state.texts,
    messages: () =>
      state.messages.map(({ row: { sid, from, to, body, status, direction }, media }) => ({
        ...{ sid, from, to, body, status, direction },
        media: media.length,
      })),
    deliveries: state.deliveries,
    requests: state.requests,
    complaints: state.complaints,
  };
}

function receiveText(
  state: State,
  { from, to, body, pictures = 0 }: Parameters<TwilioControl['sendSms']>[0],
): Form {
  const png = () => ({ contentType: 'image/png', body: makePng() });
  const files = typeof pictures === 'number' ? Array.from({ length: pictures }, png) : pictures;
  const row = messageRow(state, 'inbound', from, to, body, files.length);
  const media = files.map((file) => {
    const sid = state.ids.next('ME');
    state.files.set(sid, file);
    return {
      sid,
      content_type: file.contentType,
      uri: `/2010-04-01/Accounts/${state.ids.account}/Messages/${row.sid}/Media/${sid}.json`,
    };
  });
  state.messages.push({ row, sentAt: state.now().getTime(), media });
  heedKeyword(state, from, to, body);
  const form: Form = {
    AccountSid: state.ids.account,
    ApiVersion: '2010-04-01',
    MessageSid: row.sid,
    SmsSid: row.sid,
    SmsMessageSid: row.sid,
    SmsStatus: 'received',
    From: from,
    To: to,
    Body: body,
    NumMedia: String(files.length),
    NumSegments: '1',
    FromCity: '',
  };
  for (const [index, { uri, content_type }] of media.entries()) {
    form[`MediaUrl${index}`] = `${state.base}${uri.replace(/\.json$/, '')}`;
    form[`MediaContentType${index}`] = content_type;
  }
  post(state, state.hookUrl, form);
  return form;
}
