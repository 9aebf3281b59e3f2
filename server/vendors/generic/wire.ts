/**
 * The body of the product's own signed webhook, for phone systems without an adapter. Published as JSON Schema
 * (`genericEventJsonSchema`) and described in docs/generic-source.md. Unknown fields are tolerated everywhere.
 */
import { z } from 'zod';
import { longestName } from './names.ts';

const id = z.string().trim().min(1).max(200);
const name = z.string().max(longestName);
const moment = z.iso.datetime({ offset: true }).describe('ISO 8601 with Z or an offset');
const seconds = z.number().nonnegative().max(1_000_000);

const webAddress = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .refine((url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''), {
    message: 'must not hold a user name or password',
  })
  .describe('http or https, fetched without credentials: a signed, short-lived address is best');

const end = z
  .union([
    z.string().max(100),
    z.looseObject({
      number: z.string().max(100).optional(),
      name: name.optional(),
      withheld: z.boolean().optional().describe('The caller withheld the number'),
    }),
  ])
  .describe('A number (E.164 is best), or number and name');
export type GenericEnd = z.infer<typeof end>;

const staff = z
  .looseObject({
    userId: id.optional().describe("The phone system's own id of the user"),
    email: z.string().max(320).optional(),
    extension: z.string().max(20).optional(),
    number: z.string().max(100).optional(),
    name: name.optional(),
  })
  .describe('Who of the firm; one of userId, email, extension and number is enough');
export type GenericStaff = z.infer<typeof staff>;

const file = z.looseObject({
  id: id.optional(),
  url: webAddress,
  contentType: z.string().max(200).optional(),
  fileName: z.string().max(300).optional(),
  durationSeconds: seconds.optional(),
});

const callTimes = {
  startedAt: moment.optional(),
  answeredAt: moment.optional(),
  endedAt: moment.optional(),
  talkSeconds: seconds.optional().describe('Talk between people, without ringing, menus and queue'),
};

export const genericCallStatus = z.enum([
  'ringing',
  'answered',
  'held',
  'parked',
  'voicemail',
  'ended',
  'missed',
  'blocked',
]);

export const genericCall = z.looseObject({
  callId: id.describe('The same in every update of one call'),
  status: genericCallStatus.optional().describe('Left out: `ended` when endedAt or talkSeconds is given'),
  direction: z
    .enum(['inbound', 'outbound'])
    .optional()
    .describe('As the firm sees it; in one update at least'),
  from: end.optional(),
  to: end.optional(),
  staff: staff.optional(),
  ...callTimes,
  queue: z.union([name, z.looseObject({ id: id.optional(), name: name.optional() })]).optional(),
  internal: z.boolean().optional().describe('Both ends are the firm'),
  reason: name.optional().describe('Why it ended, in the words of the phone system'),
  segments: z
    .array(
      z.looseObject({
        segmentId: id.optional().describe('Default: its place in the list, from 1'),
        staff: staff.optional(),
        queue: name.optional(),
        reason: name.optional(),
        ...callTimes,
      }),
    )
    .max(100)
    .optional()
    .describe('One entry a person or queue that had the call, for transfers; wins over staff and queue'),
  recordingUrl: webAddress.optional(),
  recordings: z.array(file).max(50).optional(),
  voicemail: z
    .looseObject({
      url: webAddress.optional(),
      durationSeconds: seconds.optional(),
      text: z.string().max(100_000).optional(),
    })
    .optional(),
  transcript: z.string().max(1_000_000).optional(),
});
export type GenericCall = z.infer<typeof genericCall>;

export const genericMessage = z.looseObject({
  messageId: id
    .optional()
    .describe('Default: the id of the event. The same id again is a later state of the message'),
  from: end,
  to: z.union([end, z.array(end).min(1).max(50)]),
  body: z.string().max(100_000).optional(),
  status: z.enum(['queued', 'sent', 'delivered', 'failed', 'received']).optional(),
  staff: staff.optional(),
  internal: z.boolean().optional(),
  media: z.array(file).max(50).optional(),
});
export type GenericMessage = z.infer<typeof genericMessage>;

export const genericFax = z.looseObject({
  faxId: id.optional().describe('Default: the id of the event'),
  from: end,
  to: z.union([end, z.array(end).min(1).max(50)]),
  status: z.enum(['sending', 'sent', 'received', 'failed']).optional(),
  staff: staff.optional(),
  pages: z.int().nonnegative().max(10_000).optional(),
  documentUrl: webAddress.optional(),
  contentType: z.string().max(200).optional(),
  fileName: z.string().max(300).optional(),
});
export type GenericFax = z.infer<typeof genericFax>;

const head = { id, occurredAt: moment };

export const genericEvent = z.discriminatedUnion('type', [
  z.looseObject({ ...head, type: z.literal('call.updated'), call: genericCall }),
  z.looseObject({ ...head, type: z.enum(['message.received', 'message.sent']), message: genericMessage }),
  z.looseObject({ ...head, type: z.enum(['fax.received', 'fax.sent']), fax: genericFax }),
]);
export type GenericEvent = z.infer<typeof genericEvent>;

/** JSON Schema (2020-12) of the body, for the docs. */
export const genericEventJsonSchema = z.toJSONSchema(genericEvent, { io: 'input' });
