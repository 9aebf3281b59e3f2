import { z } from 'zod';

/**
 * RingCentral's payloads, read tolerantly: only what a reading cannot do without is required, unknown fields are left
 * alone, and a field of the wrong type counts as absent. Ids come as numbers from the REST API and as text in events;
 * here they are always text.
 */
const present = (text: string) => (text.trim() === '' ? undefined : text);
export const id = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);
const text = z.string().transform(present).optional().catch(undefined);
const optionalId = id.optional().catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const count = z.number().int().nonnegative().optional().catch(undefined);

export const end = z.object({
  phoneNumber: text,
  extensionNumber: optionalId,
  extensionId: optionalId,
  name: text,
  messageStatus: text,
});
export type End = z.infer<typeof end>;
const optionalEnd = end.optional().catch(undefined);

const envelopeFields = { uuid: optionalId, event: z.string(), body: z.unknown().optional() };
export const envelope = z.object(envelopeFields);
/** Some published telephony samples carry the event inside a mobile push. */
export const pushEnvelope = z.object({ pn_apns: z.object(envelopeFields) });

const peer = z.object({ sessionId: optionalId, telephonySessionId: optionalId });
export const party = z.object({
  id,
  extensionId: optionalId,
  direction: z.enum(['Inbound', 'Outbound']).optional().catch(undefined),
  from: optionalEnd,
  to: optionalEnd,
  status: z
    .object({ code: text, reason: text, peerId: peer.optional().catch(undefined) })
    .optional()
    .catch(undefined),
  missedCall: flag,
  recordings: z.array(z.object({ id })).optional().catch(undefined),
});
export type Party = z.infer<typeof party>;

export const session = z
  .object({
    sequence: z.number().optional().catch(undefined),
    sessionId: optionalId,
    telephonySessionId: optionalId,
    eventTime: z.unknown().optional(),
    parties: z.array(party),
  })
  .refine((body) => body.telephonySessionId !== undefined || body.sessionId !== undefined, {
    error: 'neither telephonySessionId nor sessionId',
  });
export type Session = z.infer<typeof session>;

export const attachment = z.object({
  id,
  uri: text,
  type: text,
  contentType: text,
  fileName: text,
  vmDuration: count,
});
export type Attachment = z.infer<typeof attachment>;

export const message = z.object({
  id,
  type: z.string(),
  direction: z.enum(['Inbound', 'Outbound']),
  creationTime: z.unknown().optional(),
  lastModifiedTime: z.unknown().optional(),
  from: optionalEnd,
  to: z
    .union([z.array(end), end.transform((one) => [one])])
    .optional()
    .catch(undefined),
  subject: z.string().optional().catch(undefined),
  messageStatus: text,
  availability: text,
  extensionId: optionalId,
  owner: z.object({ extensionId: optionalId, name: text }).optional().catch(undefined),
  faxPageCount: count,
  vmTranscriptionStatus: text,
  attachments: z.array(attachment).optional().catch(undefined),
});
export type Message = z.infer<typeof message>;

export const messageChange = z.object({ extensionId: optionalId });

const recording = z.object({ id, contentUri: text });
const logFields = {
  startTime: z.unknown().optional(),
  duration: count,
  direction: z.enum(['Inbound', 'Outbound']).optional().catch(undefined),
  type: text,
  action: text,
  result: text,
  reason: text,
  from: optionalEnd,
  to: optionalEnd,
  extension: z.object({ id }).optional().catch(undefined),
  recording: recording.optional().catch(undefined),
  message: z.object({ id, type: text }).optional().catch(undefined),
  telephonySessionId: optionalId,
};
export const logLeg = z.object({ ...logFields, legType: text });
export type LogLeg = z.infer<typeof logLeg>;
export const logRecord = z.object({
  ...logFields,
  id,
  sessionId: optionalId,
  lastModifiedTime: z.unknown().optional(),
  deleted: flag,
  legs: z.array(logLeg).optional().catch(undefined),
});
export type LogRecord = z.infer<typeof logRecord>;

// ---- answers of the REST API ---------------------------------------------------------------------------------------

const navigation = z
  .object({ nextPage: z.object({ uri: z.string() }).optional().catch(undefined) })
  .optional()
  .catch(undefined);
/** One page of any list; the records are kept as they came, each is read by its own schema later. */
export const page = z.object({ records: z.array(z.unknown()), navigation });
/** What is needed of a record to name it; the record itself is handed on unchanged. */
export const recordName = z.object({
  id,
  startTime: z.unknown().optional(),
  creationTime: z.unknown().optional(),
  lastModifiedTime: z.unknown().optional(),
  messageStatus: text,
});
export const syncPage = z.object({
  records: z.array(z.unknown()),
  syncInfo: z.object({ syncToken: z.string() }),
});
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().optional(),
});
export const extensionRecord = z.object({
  id,
  extensionNumber: optionalId,
  name: text,
  type: text,
  status: text,
  contact: z
    .object({ firstName: text, lastName: text, email: text, businessPhone: text })
    .optional()
    .catch(undefined),
});
export type ExtensionRecord = z.infer<typeof extensionRecord>;
export const phoneNumberRecord = z.object({
  phoneNumber: z.string(),
  extension: z.object({ id }).optional().catch(undefined),
});
export const recordingAnswer = z.object({ contentUri: z.string() });
export const subscription = z.object({
  id,
  status: z.string(),
  eventFilters: z.array(z.string()).optional().catch(undefined),
  disabledFilters: z
    .array(z.object({ filter: z.string(), reason: text, message: text }))
    .optional()
    .catch(undefined),
  expirationTime: z.unknown().optional(),
  deliveryMode: z.object({ address: text }).optional().catch(undefined),
});
export type Subscription = z.infer<typeof subscription>;
