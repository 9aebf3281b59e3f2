import { audit } from '../../platform/audit.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmRoutes } from './schema.ts';
import { findFirm, updateFirm } from './store.ts';

export function createFirmRoutes(platform: Platform): BoundRoute[] {
  return [
    handle(firmRoutes.updateFirm, async ({ body, principal, scope }) => {
      const { firmId, staffId } = principal;
      return await scope.write(async (tx) => {
        await updateFirm(tx, firmId, body);
        const firm = found(await findFirm(tx, firmId));
        await audit(tx, {
          firmId,
          staffId,
          action: 'firm.changed',
          subjectType: 'firm',
          subjectId: firmId,
          detail: body,
          at: platform.clock.now(),
        });
        await appendEvents(tx, firmId, [{ type: 'firm.changed', subjectId: firmId }]);
        return firm;
      });
    }),
  ];
}
