/** Activity codes: labels on fees, cost recoveries, memos and tasks. The label is how call logging finds its own. */
import { z } from 'zod';
import { type Actor, actorOf, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, inFirmCurrency } from '../firms/index.ts';
import { amountNotNegative, idParams, shortText } from './formats.ts';
import { type PracticeSystems, refuseKept } from './mirror-kept.ts';

/** Calls and texts carry the code of this label; renaming it makes call logging create it anew. */
export const callLoggingLabel = 'ion8-CALL';

const activityCode = z.object({
  id: z.uuid(),
  label: z.string(),
  description: z.string(),
  rate: amountNotNegative.nullable().describe("For one hour; null: the staff member's own rate"),
  billable: z.boolean(),
  active: z.boolean(),
  createdBy: z.string(),
  reserved: z.boolean().describe('Found by its label by call logging: another label makes it another code'),
});
const input = z.object({
  label: shortText.min(1),
  description: z.string().max(2000).default(''),
  rate: amountNotNegative.nullable().default(null),
  billable: z.boolean().default(true),
});
const patch = z
  .object({
    label: shortText.min(1),
    description: z.string().max(2000),
    rate: amountNotNegative.nullable(),
    billable: z.boolean(),
    active: z.boolean(),
  })
  .partial();

const tag = 'Activity codes';
export const activityCodeRoutes = {
  list: route({
    method: 'GET',
    path: '/api/v1/activity-codes',
    summary: 'Activity codes by label',
    tag,
    access: 'member',
    answer: z.object({ items: z.array(activityCode), next: z.null() }),
    audit: 'none',
  }),
  create: route({
    method: 'POST',
    path: '/api/v1/activity-codes',
    summary: 'Add an activity code',
    tag,
    access: 'administrator',
    body: input,
    answer: activityCode,
    status: 201,
    problems: ['already_exists'],
    audit: 'activity_code.created',
  }),
  update: route({
    method: 'PATCH',
    path: '/api/v1/activity-codes/:id',
    summary: 'Change or retire an activity code',
    tag,
    access: 'administrator',
    params: idParams,
    body: patch,
    answer: activityCode,
    problems: ['already_exists', 'wrong_state'],
    audit: 'activity_code.changed',
  }),
};

export function bindActivityCodeRoutes({ clock }: Platform, systems: PracticeSystems): BoundRoute[] {
  return [
    handle(activityCodeRoutes.list, ({ principal, scope }) =>
      scope.read(async (tx) => ({ items: await listActivityCodes(tx, principal.firmId), next: null })),
    ),
    handle(activityCodeRoutes.create, ({ body, principal, scope }) =>
      scope.write((tx) => createActivityCode(tx, actorOf(principal, clock), body)),
    ),
    handle(activityCodeRoutes.update, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await refuseKept(tx, systems, principal.firmId, 'activity_codes', [params.id]);
        return await updateActivityCode(tx, actorOf(principal, clock), params.id, body);
      }),
    ),
  ];
}

type ActivityCode = z.input<typeof activityCode>;

async function listActivityCodes(tx: Tx, firmId: string, id?: string): Promise<ActivityCode[]> {
  const { currency } = await firmFacts(tx, firmId);
  let rows = tx
    .selectFrom('activity_codes')
    .select(['id', 'label', 'description', 'rate', 'billable', 'active', 'created_by as createdBy'])
    .where('firm_id', '=', firmId);
  if (id !== undefined) rows = rows.where('id', '=', id);
  return (await rows.orderBy('label').orderBy('id').execute()).map((row) => ({
    ...row,
    rate: row.rate === null ? null : { amount: row.rate, currency },
    reserved: row.label === callLoggingLabel,
  }));
}

async function createActivityCode(tx: Tx, actor: Actor, body: z.output<typeof input>): Promise<ActivityCode> {
  const { firmId } = actor;
  const firm = await firmFacts(tx, firmId);
  const id = newId();
  const made = await tx
    .insertInto('activity_codes')
    .values({
      firm_id: firmId,
      id,
      label: body.label,
      description: body.description,
      rate: body.rate === null ? null : inFirmCurrency(body.rate, firm, 'rate'),
      billable: body.billable,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw labelTaken();
  await recordChange(tx, actor, { action: 'activity_code.created', id, detail: { label: body.label } });
  return found((await listActivityCodes(tx, firmId, id))[0]);
}

async function updateActivityCode(
  tx: Tx,
  actor: Actor,
  id: string,
  body: z.output<typeof patch>,
): Promise<ActivityCode> {
  const { firmId } = actor;
  const firm = await firmFacts(tx, firmId);
  if (body.label !== undefined) {
    const other = await tx
      .selectFrom('activity_codes')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('label', '=', body.label)
      .where('id', '<>', id)
      .executeTakeFirst();
    if (other) throw labelTaken();
  }
  const { rate, ...rest } = body;
  const changes = {
    ...rest,
    ...(rate === undefined ? {} : { rate: rate === null ? null : inFirmCurrency(rate, firm, 'rate') }),
  };
  if (Object.keys(changes).length > 0) {
    await tx
      .updateTable('activity_codes')
      .set(changes)
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
  }
  const code = found((await listActivityCodes(tx, firmId, id))[0]);
  await recordChange(tx, actor, { action: 'activity_code.changed', id, detail: changes });
  return code;
}

function labelTaken() {
  return problem('already_exists', 'There is an activity code with that label.', {
    fields: [{ field: 'label', message: 'Choose another label' }],
  });
}
