/** The practice record, put together: its routes, its jobs and the first rows of a firm. */
import type { Feature } from '../../platform/feature.ts';
import type { ExchangesOf } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { type activityCodeRoutes, bindActivityCodeRoutes } from './activity-codes.ts';
import { bindContactRoutes, type contactRoutes, type SuggestChange } from './contacts-routes.ts';
import { bindCostRecoveryRoutes, type costRecoveryRoutes } from './cost-recoveries-routes.ts';
import type { documentRoutes } from './documents-api.ts';
import { bindDocumentRoutes } from './documents-routes.ts';
import { bindExportRoutes, type exportRoutes } from './exports.ts';
import { bindFeeRoutes, type feeRoutes } from './fees-routes.ts';
import { bindImportRoutes, type importRoutes } from './import-routes.ts';
import { importJob } from './import-run.ts';
import {
  accountChangeJob,
  type accountRoutes,
  bindAccountRoutes,
  bindLayoutRoutes,
  type layoutRoutes,
} from './layouts/index.ts';
import { bindMatterTypeRoutes, type matterTypeRoutes } from './matter-types-routes.ts';
import { bindMatterRoutes, type matterRoutes } from './matters-routes.ts';
import { bindMemoRoutes, type memoRoutes } from './memos-routes.ts';
import { refuseKept } from './mirror-kept.ts';
import { bindSavedViewRoutes, type savedViewRoutes } from './saved-views.ts';
import { seedPractice } from './seed.ts';
import { bindTaskRoutes, type taskRoutes } from './tasks-routes.ts';

/** The web client's view of all routes of the practice record. */
export type PracticeApi = ExchangesOf<typeof contactRoutes> &
  ExchangesOf<typeof matterRoutes> &
  ExchangesOf<typeof matterTypeRoutes> &
  ExchangesOf<typeof activityCodeRoutes> &
  ExchangesOf<typeof feeRoutes> &
  ExchangesOf<typeof costRecoveryRoutes> &
  ExchangesOf<typeof taskRoutes> &
  ExchangesOf<typeof memoRoutes> &
  ExchangesOf<typeof documentRoutes> &
  ExchangesOf<typeof savedViewRoutes> &
  ExchangesOf<typeof importRoutes> &
  ExchangesOf<typeof exportRoutes> &
  ExchangesOf<typeof layoutRoutes> &
  ExchangesOf<typeof accountRoutes>;

/** `practiceSystems`: what outside systems may keep the firm's records, for their names and pages. */
export function createPracticeFeature(
  platform: Platform,
  practiceSystems: Readonly<Record<string, PracticeSystem>> = {},
  suggestChange: SuggestChange = refuseChange,
): Feature {
  return {
    routes: [
      ...bindContactRoutes(platform, practiceSystems, suggestChange),
      ...bindMatterRoutes(platform, practiceSystems),
      ...bindLayoutRoutes(platform, practiceSystems),
      ...bindAccountRoutes(platform),
      ...bindMatterTypeRoutes(platform, practiceSystems),
      ...bindActivityCodeRoutes(platform, practiceSystems),
      ...bindFeeRoutes(platform),
      ...bindCostRecoveryRoutes(platform),
      ...bindTaskRoutes(platform),
      ...bindMemoRoutes(platform),
      ...bindDocumentRoutes(platform),
      ...bindSavedViewRoutes(platform),
      ...bindImportRoutes(platform),
      ...bindExportRoutes(platform),
    ],
    jobs: [importJob(platform), accountChangeJob(platform)],
    onFirmCreated: seedPractice,
  };
}

/** Without sync what is kept elsewhere is changed there. */
const refuseChange: SuggestChange = async (tx, systems, actor, contactId) => {
  await refuseKept(tx, systems, actor.firmId, 'contacts', [contactId]);
  return false;
};
