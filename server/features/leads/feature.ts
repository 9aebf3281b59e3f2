/** Leads put together: routes, first rows, and the loops that chase and that notice answers. */
import type { Tx } from '../../platform/db/database.ts';
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { chaseRound } from './chase-round.ts';
import { noteResponses } from './responses.ts';
import { createLeadRoutes } from './routes.ts';
import { seedLeads } from './seeds.ts';

/** Steps are due to the minute. */
const chaseRestMs = 15_000;
const responsesRestMs = 60_000;

/** What leads ask of features that come after them. */
export interface LeadNeighbours {
  /** Where the client reads the quote that stands, for reminders; null: nowhere. */
  quoteLink?(tx: Tx, firmId: string, leadId: string): Promise<string | null>;
}

export function createLeadsFeature(platform: Platform, neighbours: LeadNeighbours = {}): Feature {
  const quoteLink = neighbours.quoteLink ?? (async () => null);
  return {
    routes: createLeadRoutes(platform),
    onFirmCreated: seedLeads,
    work() {
      const { logger } = platform;
      const chase = startWorkLoop({
        name: 'chases',
        restMs: chaseRestMs,
        logger,
        round: () => chaseRound({ platform, quoteLink }),
      });
      const responses = startWorkLoop({
        name: 'first responses',
        restMs: responsesRestMs,
        logger,
        async round() {
          await noteResponses(platform);
          return false;
        },
      });
      return {
        async stop() {
          await chase.stop();
          await responses.stop();
        },
      };
    },
  };
}
