/** What Twilio's stand-in knows, and how it calls back. */
import { randomUUID } from 'node:crypto';
import type { Deliveries } from './delivery.ts';
import type { Description } from './description.ts';
import { makeMp3, makeWav } from './tiny-files.ts';
import type { TextState } from './twilio-texts.ts';
import { type Form, rfc2822, signForm, type TwilioIds } from './twilio-wire.ts';

export interface StoredMessage {
  row: Record<string, unknown> & { sid: string };
  sentAt: number;
  media: { sid: string; uri: string; content_type: string }[];
}

export interface State {
  ids: TwilioIds;
  authToken: string;
  hookUrl: string | undefined;
  now: () => Date;
  base: string;
  perMinute: number;
  description: Description | null;
  calls: { row: Record<string, unknown>; at: number }[];
  messages: StoredMessage[];
  /** By the last part of the address. */
  files: Map<string, { contentType: string; body: Buffer }>;
  texts: TextState;
  failures: { count: number; status: number };
  deliveries: Deliveries;
  requests: { method: string; path: string; authorised: boolean }[];
  complaints: string[];
}

export function messageRow(
  state: State,
  direction: string,
  from: string | null,
  to: string,
  body: string,
  media: number,
): StoredMessage['row'] {
  const sid = state.ids.next(media > 0 ? 'MM' : 'SM');
  const at = rfc2822(state.now().getTime());
  const uri = `/2010-04-01/Accounts/${state.ids.account}/Messages/${sid}`;
  return {
    sid,
    direction,
    from,
    to,
    body,
    account_sid: state.ids.account,
    api_version: '2010-04-01',
    date_created: at,
    date_sent: at,
    date_updated: at,
    error_code: null,
    error_message: null,
    messaging_service_sid: null,
    num_media: String(media),
    num_segments: '1',
    price: null,
    price_unit: 'USD',
    status: direction === 'inbound' ? 'received' : 'queued',
    subresource_uris: { media: `${uri}/Media.json` },
    uri: `${uri}.json`,
  };
}

export function keepRecording(state: State, seconds: number): { recordingSid: string; recordingUrl: string } {
  const recordingSid = state.ids.next('RE');
  state.files.set(`${recordingSid}.mp3`, { contentType: 'audio/mpeg', body: makeMp3(Math.min(seconds, 2)) });
  state.files.set(`${recordingSid}.wav`, { contentType: 'audio/wav', body: makeWav(Math.min(seconds, 2)) });
  return {
    recordingSid,
    recordingUrl: `${state.base}/2010-04-01/Accounts/${state.ids.account}/Recordings/${recordingSid}`,
  };
}

/** Signed with the auth token over the exact address; one more attempt after a broken connection, none after a 5xx. */
export function post(state: State, url: string | undefined, form: Form): void {
  if (url === undefined) return;
  state.deliveries.send(
    {
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': signForm(state.authToken, url, form),
        'i-twilio-idempotency-token': randomUUID(),
        'user-agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(form).toString(),
    },
    { timeoutMilliseconds: 15_000, afterServerError: [], afterConnectionFailure: [1000] },
  );
}
