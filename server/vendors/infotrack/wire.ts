/**
 * The product's own onboarding JSON, which a small bridge speaks for InfoTrack eCOS. Published as JSON Schema
 * (`onboardingEventJsonSchema`) and described in docs/onboarding.md. Unknown fields are tolerated everywhere and dropped.
 */
import { z } from 'zod';
import {
  onboardingOrderKinds,
  onboardingOrderStatuses,
  onboardingPapers,
  onboardingResults,
  onboardingTaskStatuses,
  onboardingTaskTypes,
} from '../ports.ts';

/** PostgreSQL text holds neither NUL nor half an emoji. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), {
      message: 'holds characters that cannot be stored',
    });
const id = text(200).min(1);
const name = text(500);
const moment = z.iso.datetime({ offset: true }).describe('ISO 8601 with Z or an offset');
const pence = z.int().min(-100_000_000).max(100_000_000).describe('Minor units: pence');

const document = z.object({
  id,
  name: name.min(1),
});

const client = z.object({
  id,
  name,
  email: text(320).nullish(),
  invitedAt: moment.nullish(),
  openedAt: moment.nullish().describe('The client opened the link'),
  completedAt: moment.nullish(),
});

const task = z.object({
  id,
  type: z
    .enum(onboardingTaskTypes)
    .describe('aml: money-laundering screening · sof: source of funds · form: a property form'),
  clientId: id.nullish().describe('Left out: of no one client'),
  form: text(40).nullish().describe('Of a form: TA6, TA7, TA10 …'),
  paper: z.enum(onboardingPapers).nullish().describe('Of a task to sign: what is signed'),
  label: name.optional().describe('As people read it'),
  status: z.enum(onboardingTaskStatuses),
  completedAt: moment.nullish(),
  result: z.enum(onboardingResults).nullish(),
  detail: text(2000).optional().describe('Why, for people'),
  sourceRef: text(200).nullish().describe('Number of the check, as evidence'),
  renewalOn: z.iso.date().nullish().describe('From then on the check counts no more'),
  documents: z
    .array(document)
    .max(50)
    .optional()
    .describe(
      'Of identity checks kept as references only; of forms and signed papers, PDFs that are fetched',
    ),
});
export type WireTask = z.infer<typeof task>;

const price = z
  .object({ net: pence, vat: pence, gross: pence, currency: z.string().regex(/^[A-Z]{3}$/) })
  .refine(({ net, vat, gross }) => net + vat === gross, { message: 'net and VAT do not add up to gross' });

const order = z.object({
  id,
  product: name.min(1),
  kind: z.enum(onboardingOrderKinds).optional().describe('`search` unless said'),
  status: z.enum(onboardingOrderStatuses),
  price: price.nullish(),
  orderedAt: moment.nullish(),
  returnedAt: moment.nullish(),
  documents: z.array(document).max(50).optional().describe('Results, as PDFs'),
});
export type WireOrder = z.infer<typeof order>;

export const wireWorkspace = z.object({
  id,
  reference: text(200).nullish().describe('As given when we made it; left out: made at the provider'),
  version: z.int().nonnegative().describe('Counts up with every change; an older one is ignored'),
  updatedAt: moment,
  url: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .nullish()
    .describe('Its page at the provider'),
  clients: z.array(client).max(50),
  tasks: z.array(task).max(300),
  orders: z.array(order).max(300).optional(),
});
export type WireWorkspace = z.infer<typeof wireWorkspace>;

const head = { id, occurredAt: moment };

export const onboardingEvent = z.discriminatedUnion('type', [
  z.object({
    ...head,
    type: z.literal('workspace.updated').describe('The whole workspace, as it is now'),
    workspace: wireWorkspace,
  }),
  z.object({
    ...head,
    type: z.literal('workspace.changed').describe('Only that it changed: we ask for it'),
    workspaceId: id,
  }),
]);

/** JSON Schema (2020-12) of a webhook's body, for the docs. */
export const onboardingEventJsonSchema = z.toJSONSchema(onboardingEvent, { io: 'input' });

export const wireAccount = z.object({ account: name });
export const wireMade = z.object({ id });
export const wirePage = z.object({ items: z.array(z.unknown()).max(500), next: text(500).nullable() });
