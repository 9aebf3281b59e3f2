import { z } from 'zod';
import { actorOf, recordChange } from '../../../platform/change.ts';
import { type BoundRoute, handle, type Principal } from '../../../platform/http/contract.ts';
import { problem } from '../../../platform/http/problems.ts';
import { mustBeFresh } from '../../../platform/http/step-up.ts';
import type { Platform } from '../../../platform/platform.ts';
import { mustSeeMatter } from '../matters-store.ts';
import { accountRoutes as routes } from './accounts-schema.ts';
import {
  accountField,
  approveChange,
  noteCheck,
  readCare,
  refuseChange,
  sealedOf,
  setCare,
} from './accounts-store.ts';
import { readAccount } from './accounts-views.ts';
import { accountPurpose } from './purpose.ts';
import { holdsAccount } from './values.ts';

const account = z.object({ holder: z.string(), sortCode: z.string(), accountNumber: z.string() });

export function bindAccountRoutes(platform: Platform): BoundRoute[] {
  const { clock, secrets } = platform;
  const place = (params: { id: string; field: string }) => ({
    matterId: params.id,
    field: accountField(params.field),
  });
  const actor = (principal: Principal) => actorOf(principal, clock);
  return [
    handle(routes.read, ({ params, principal: { firmId, staffId }, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, firmId, params.id);
        return await readAccount(tx, firmId, staffId, place(params));
      }),
    ),
    handle(routes.reveal, async ({ params, body, principal, scope }) => {
      const { firmId } = principal;
      // Whoever does not see the matter learns nothing, not even that one would have to prove something.
      await scope.read((tx) => mustSeeMatter(tx, firmId, params.id));
      mustBeFresh(principal, clock.now());
      return await scope.write(async (tx) => {
        await mustSeeMatter(tx, firmId, params.id);
        const { field, matterId } = place(params);
        const sealed = await sealedOf(tx, firmId, { matterId, field, changeId: body.changeId });
        const opened = account.parse(JSON.parse(secrets.open(sealed, accountPurpose(firmId, matterId))));
        await recordChange(tx, actor(principal), {
          action: 'matter.account_read',
          id: matterId,
          matterId,
          detail: { name: field.label, changeId: body.changeId },
        });
        return opened;
      });
    }),
    handle(routes.approve, async ({ params, principal, scope }) => {
      const { firmId, staffId } = principal;
      await scope.read((tx) => mustSeeMatter(tx, firmId, params.id));
      mustBeFresh(principal, clock.now());
      return await scope.write(async (tx) => {
        await mustSeeMatter(tx, firmId, params.id);
        const which = { ...place(params), changeId: params.changeId };
        await approveChange(tx, platform, actor(principal), which);
        return await readAccount(tx, firmId, staffId, which);
      });
    }),
    handle(routes.refuse, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        await mustSeeMatter(tx, firmId, params.id);
        const which = { ...place(params), changeId: params.changeId };
        await refuseChange(tx, actor(principal), which);
        return await readAccount(tx, firmId, staffId, which);
      }),
    ),
    handle(routes.check, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        await mustSeeMatter(tx, firmId, params.id);
        const which = { ...place(params), changeId: body.changeId };
        const calledAt = body.calledAt === undefined ? clock.now() : new Date(body.calledAt);
        refuseSlips(body, calledAt, clock.now());
        await noteCheck(tx, actor(principal), which, { ...body, calledAt });
        return await readAccount(tx, firmId, staffId, which);
      }),
    ),
    handle(routes.care, ({ principal: { firmId }, scope }) => scope.read((tx) => readCare(tx, firmId))),
    handle(routes.setCare, ({ principal, body, scope }) =>
      scope.write(async (tx) => {
        await setCare(tx, actor(principal), body.coolingOffHours, body.version ?? null);
        return await readCare(tx, principal.firmId);
      }),
    ),
  ];
}

/** A telephone number has digits, a call was not made tomorrow, and no account stands in open text. */
function refuseSlips(
  { spokeTo, number, note }: { spokeTo: string; number: string; note: string },
  calledAt: Date,
  now: Date,
): void {
  const fields = [
    ...(number.replaceAll(/\D/g, '').length < 6 ? [{ field: 'number', message: 'A telephone number' }] : []),
    ...(calledAt.getTime() > now.getTime() + 60_000
      ? [{ field: 'calledAt', message: 'A call that was made' }]
      : []),
    ...(holdsAccount(`${spokeTo} ${note}`)
      ? [{ field: 'note', message: 'This looks like a bank account. It does not belong in open text' }]
      : []),
  ];
  const [first] = fields;
  if (first) throw problem('invalid_input', `${first.field}: ${first.message}.`, { fields });
}
