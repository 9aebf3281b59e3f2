/** What a service that sends and receives texts is to us. */
import type { HookRequest, SignatureScheme } from '../ports.ts';

/** In the end every provider's code is one of these. */
export const textProblems = [
  'opted_out',
  'invalid_number',
  'not_mobile',
  'blocked',
  'country_off',
  'bad_sender',
  'no_route',
  'unregistered',
  'filtered',
  'unreachable',
  'queue_full',
  'unknown',
] as const;
export type TextProblem = (typeof textProblems)[number];

export interface TextToSend {
  /** E.164. */
  to: string;
  from: { kind: 'number'; number: string; serviceId: string | null } | { kind: 'word'; word: string };
  body: string;
  /** Told about every state from then on. */
  statusUrl: string;
}

/** A state of ours; later ones never go back. */
export type ReportedState = 'accepted' | 'sent' | 'delivered' | 'undelivered' | 'failed';

export interface SentText {
  providerId: string;
  state: ReportedState;
  /** Of a state that ends badly. */
  problem: TextProblem | null;
  code: string | null;
}

/** A text that was not taken: nothing is on its way. */
export interface RefusedText {
  problem: TextProblem;
  code: string;
  detail: string;
}

export interface ReceivedText {
  providerId: string;
  /** As sent, E.164 in nearly all cases; a short code or a word is possible. */
  from: string;
  to: string;
  body: string;
  media: { url: string; contentType: string }[];
  /** The provider answered the keyword itself. */
  answered: boolean;
  /** Known in lists only. */
  receivedAt: Date | null;
}

export interface MessageSenderClient {
  /**
   * Hands a text over. Throws a VendorError: `unavailable` means that nobody knows whether it was taken, so look for it
   * with `findSent` before another try.
   */
  send(text: TextToSend): Promise<{ sent: SentText } | { refused: RefusedText }>;
  /** Texts to a number that hold these words, made since then; newest first. */
  findSent(text: { to: string; mark: string; since: Date }): Promise<SentText[]>;
  /** What came in within a period, a page at a time; `page` is opaque. */
  listReceived(
    period: { since: Date; until: Date },
    page: string | null,
  ): Promise<{ texts: ReceivedText[]; next: string | null }>;
  /** Throws not_found when it is gone. */
  fetchMedia(url: string): Promise<{ contentType: string; body: ReadableStream<Uint8Array> }>;
  /** What is not there any more is no failure. */
  deleteMedia(url: string): Promise<void>;
  /** Throws a VendorError when the credentials are not good. */
  test(): Promise<void>;
}

export interface MessageSenderConnection {
  apiUrl: string;
  accountId: string;
  authToken: string;
  /** A key for requests; null: account and auth token. */
  key: { id: string; secret: string } | null;
  fetch: typeof globalThis.fetch;
  now(): Date;
}

export interface MessageSender {
  kind: string;
  label: string;
  defaults: { apiUrl: string };
  /** Of its webhooks; the secret is the auth token. */
  signature: SignatureScheme;
  /** What to answer to a webhook, so that nothing is sent back. */
  acknowledgement: { contentType: string; body: string };
  /** Pure; null: this is no text that came in. */
  readReceived(request: HookRequest): ReceivedText | null;
  /** Pure; null: this is no report on a text. */
  readStatus(request: HookRequest): SentText | null;
  client(connection: MessageSenderConnection): MessageSenderClient;
}
