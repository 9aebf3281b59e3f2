/** What key stages, and how far a case is, look like to callers. */
import { z } from 'zod';
import { condition, side, transaction } from '../fee-scales/index.ts';
import { audiences, channels, origins, stageStates, stageTriggers } from './kinds.ts';
import { faultOf } from './words.ts';

const day = z.iso.date();
const moment = z.iso.datetime();
export const audience = z.enum(audiences);

/** Words that go out: nothing unknown in braces, no bank details. */
const words = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .superRefine((text, context) => {
      const fault = faultOf(text);
      if (fault !== null) context.addIssue({ code: 'custom', message: fault });
    });
const email = z.strictObject({ subject: words(200).min(1), body: words(10_000).min(1) });

const noWords = { client: { email: null, sms: null }, referrer: { email: null } };
export const templates = z.strictObject({
  client: z
    .strictObject({
      email: email.nullable().default(null),
      sms: words(480).min(1).nullable().default(null).describe('Kept in the outbox until texts can be sent'),
    })
    .default(noWords.client),
  referrer: z.strictObject({ email: email.nullable().default(null) }).default(noWords.referrer),
});

const mappings = z
  .array(z.strictObject({ matterTypeId: z.uuid(), stageId: z.uuid() }))
  .max(200)
  .refine((all) => new Set(all.map(({ matterTypeId }) => matterTypeId)).size === all.length, {
    message: 'One stage for each matter type',
  });

const fields = {
  label: z.string().trim().min(1).max(120).describe('As staff read it'),
  clientWords: words(300).describe('As the client reads it; empty: the label'),
  referrerWords: words(300).describe('As the referrer reads it; empty: the label'),
  appliesIf: condition.describe('Tests on the answers of the quote; empty: always'),
  optional: z.boolean().describe('May be skipped without saying why'),
  autoTrigger: z.enum(stageTriggers).nullable().describe('What reaches it by itself; null: nothing'),
  templates,
  visibleTo: z.array(audience).max(audiences.length),
  typicalDays: z.number().int().min(0).max(365).nullable().describe('After the stage before it'),
  mappings: mappings.describe(
    'The stage of a matter that is the same thing, by matter type: either moves the other',
  ),
};

export const keyStageInput = z.object({
  side,
  code: z
    .string()
    .trim()
    .regex(/^[a-z0-9_]{1,60}$/, 'Small letters, digits and _')
    .optional()
    .describe('Made of the label unless said; it stays'),
  label: fields.label,
  clientWords: fields.clientWords.default(''),
  referrerWords: fields.referrerWords.default(''),
  appliesIf: fields.appliesIf.default([]),
  optional: fields.optional.default(false),
  autoTrigger: fields.autoTrigger.default(null),
  templates: templates.default(noWords),
  visibleTo: fields.visibleTo.default([...audiences]),
  typicalDays: fields.typicalDays.default(null),
  mappings: fields.mappings.default([]),
});
export type KeyStageInput = z.output<typeof keyStageInput>;

export const keyStagePatch = z
  .object({ ...fields, archived: z.boolean(), version: z.number().int().positive() })
  .partial();
export type KeyStagePatch = z.output<typeof keyStagePatch>;

export const keyStage = z.object({
  id: z.uuid(),
  side,
  code: z.string(),
  label: z.string(),
  clientWords: z.string(),
  referrerWords: z.string(),
  appliesIf: condition,
  optional: z.boolean(),
  autoTrigger: fields.autoTrigger,
  templates: z.object({
    client: z.object({
      email: z.object({ subject: z.string(), body: z.string() }).nullable(),
      sms: z.string().nullable(),
    }),
    referrer: z.object({ email: z.object({ subject: z.string(), body: z.string() }).nullable() }),
  }),
  visibleTo: z.array(audience),
  typicalDays: z.number().int().nullable(),
  mappings: z.array(
    z.object({
      matterTypeId: z.uuid(),
      matterTypeName: z.string(),
      stageId: z.uuid(),
      stageName: z.string(),
    }),
  ),
  used: z.boolean().describe('Some case has said something about it: it is archived, not removed'),
  archived: z.boolean(),
  version: z.number().int(),
});
export type KeyStage = z.output<typeof keyStage>;

export const stageProgress = z.object({
  stageId: z.uuid(),
  code: z.string(),
  label: z.string(),
  state: z.enum(stageStates),
  ifApplies: z.boolean().describe('It depends on answers that nobody gave yet'),
  optional: z.boolean(),
  archived: z.boolean(),
  eventOn: day.nullable().describe('The day it happened'),
  enteredAt: moment.nullable().describe('When that was entered'),
  enteredLate: z.boolean().describe('On a later day than it happened'),
  by: z.enum(origins).nullable(),
  staffName: z.string().nullable(),
  note: z.string(),
  typicalDays: z.number().int().nullable(),
  expectedOn: day.nullable().describe('Of the next stage, by its typical days'),
  visibleTo: z.array(audience),
  tells: z.array(audience).describe('Who gets a message when it is reached, unless they had it'),
  mapsTo: z.string().nullable().describe('The stage of this case’s matter that is the same thing'),
  messages: z.array(
    z.object({
      audience,
      channel: z.enum(channels),
      contactId: z.uuid(),
      name: z.string(),
      at: moment,
      state: z.enum(['kept', 'queued', 'sent', 'failed']).nullable(),
    }),
  ),
});

export const progress = z.object({
  leadId: z.uuid(),
  transaction,
  title: z.string(),
  matter: z
    .object({
      id: z.uuid(),
      number: z.string(),
      title: z.string(),
      stageId: z.uuid().nullable(),
      stageName: z.string().nullable(),
      keptIn: z
        .string()
        .nullable()
        .describe('The practice system that keeps it: its stage is read here and set there'),
      mayMove: z
        .boolean()
        .describe('Key stages move it; false: the system that keeps it lets nobody else set its stage'),
    })
    .nullable(),
  tracks: z.array(
    z.object({
      side,
      property: z.string(),
      reached: z.number().int(),
      of: z.number().int().describe('Without those that do not apply or were skipped'),
      nextStageId: z.uuid().nullable(),
      stages: z.array(stageProgress),
    }),
  ),
  conflicts: z
    .array(
      z.object({
        id: z.uuid(),
        side,
        stageId: z.uuid(),
        stageLabel: z.string().describe('The furthest that was reached'),
        matterStageName: z.string().describe('Where the matter went back to'),
        movedBy: z.string().nullable(),
        at: moment,
        mayMoveMatter: z.boolean().describe('false: the matter is kept elsewhere'),
      }),
    )
    .describe('The matter went back behind what was reached'),
});
export type Progress = z.output<typeof progress>;

/** What an outsider reads of one side: no notes, no names. */
export const outsideTrack = z.object({
  side,
  steps: z.array(
    z.object({
      id: z.uuid(),
      words: z.string().describe('As the firm says it to whoever reads'),
      state: z.enum(['done', 'next', 'later']),
      on: day.nullable().describe('The day it happened'),
      expectedOn: day.nullable().describe('Of the next one, by how long it usually takes'),
    }),
  ),
});
export type OutsideTrack = z.output<typeof outsideTrack>;

export const matterStages = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      position: z.number().int(),
      current: z.boolean(),
      keyStages: z
        .array(
          z.object({
            stageId: z.uuid(),
            code: z.string(),
            side,
            label: z.string(),
            state: z.enum(stageStates),
            eventOn: day.nullable(),
          }),
        )
        .describe('Of the case that became this matter: those that are the same thing as this stage'),
    }),
  ),
  next: z.null(),
  stageSetId: z.uuid().nullable().describe('null: its type has no stages'),
  leadId: z.uuid().nullable().describe('The case that became this matter'),
});
export type MatterStages = z.output<typeof matterStages>;
