/** A change on its way to a practice system, with our own ids: theirs are looked up when it is made. */
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { ChangeToMake } from '../../vendors/ports.ts';
import { findRefs, refKey, type WantedRef } from './refs.ts';
import { type NotResolved, never } from './resolved.ts';

const id = z.uuid();
const address = z.object({
  line1: z.string(),
  line2: z.string(),
  town: z.string(),
  county: z.string(),
  postcode: z.string(),
  country: z.string(),
});
/** Details of a contact, each as a whole; absent: not changed. */
export const contactFields = z.object({
  name: z.object({ firstName: z.string(), lastName: z.string(), companyName: z.string() }).exactOptional(),
  phones: z.array(z.object({ number: z.string(), label: z.string() })).exactOptional(),
  emails: z.array(z.object({ email: z.string(), label: z.string() })).exactOptional(),
  address: address.nullable().exactOptional(),
});
const texts = z.record(z.string(), z.string().nullable());

export const plannedChange = z.discriminatedUnion('record', [
  z.object({ record: z.literal('contact_change'), contactId: id, from: contactFields, to: contactFields }),
  z.object({
    record: z.literal('layout_change'),
    matterId: id,
    layout: z.literal('completion_details'),
    from: texts,
    to: texts,
  }),
  z.object({
    record: z.literal('matter_stage'),
    matterId: id,
    fromStageId: id.nullable(),
    toStageId: id,
  }),
]);
export type PlannedChange = z.infer<typeof plannedChange>;

/** `operationId`: the write's own id, which the vendor may tell again. */
export async function resolveChange(
  tx: Tx,
  { firmId, connectionId, id: operationId }: { firmId: string; connectionId: string; id: string },
  planned: PlannedChange,
): Promise<{ ready: true; change: ChangeToMake } | NotResolved> {
  const one = (kind: WantedRef['kind'], localId: string | null): WantedRef[] =>
    localId === null ? [] : [{ kind, localId }];
  const refs = await findRefs(
    tx,
    firmId,
    connectionId,
    planned.record === 'contact_change'
      ? one('contact', planned.contactId)
      : [
          ...one('matter', planned.matterId),
          ...(planned.record === 'matter_stage'
            ? [...one('stage', planned.fromStageId), ...one('stage', planned.toStageId)]
            : []),
        ],
  );
  const refOf = (kind: WantedRef['kind'], localId: string) => refs.get(refKey({ kind, localId })) ?? null;
  if (planned.record === 'contact_change') {
    const contact = refOf('contact', planned.contactId);
    if (contact === null) return never('The contact is no longer there.');
    return {
      ready: true,
      change: { change: 'contact', operationId, contact, from: planned.from, to: planned.to },
    };
  }
  const matter = refOf('matter', planned.matterId);
  if (matter === null) return never('The matter is no longer there.');
  if (planned.record === 'layout_change') {
    const { layout, from, to } = planned;
    return { ready: true, change: { change: 'layout', operationId, matter, layout, from, to } };
  }
  const to = refOf('stage', planned.toStageId);
  if (to === null) return never('The stage is no longer there.');
  const from = planned.fromStageId === null ? null : refOf('stage', planned.fromStageId);
  return { ready: true, change: { change: 'matter_stage', operationId, matter, from, to } };
}
