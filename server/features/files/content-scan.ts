/** Looks at contents for whoever keeps files of its own: what they are, and what the scanner says, also when it learned more. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { head } from './archive.ts';
import type { Scanner } from './clamd.ts';
import { type Scanned, scanContent, storedBytes } from './scan.ts';
import { sniff } from './sniff.ts';

export interface SeenContent extends Scanned {
  contentType: string;
  /** The name promises another type. */
  mismatch: boolean;
}

export interface ContentScan {
  /** Version of engine and signatures; null: there is none to ask. */
  engine(): Promise<string | null>;
  look(file: { firmId: string; sha256: Buffer; sizeBytes: number; name: string }): Promise<SeenContent>;
}

const sniffBytes = 64 * 1024;

/** Every ten minutes, for each firm, while there is an engine; `lookAgain` finds what this engine has not seen. */
export function lookAgainJob(
  { database, contents }: Pick<Platform, 'database'> & { contents: ContentScan },
  name: string,
  lookAgain: (firmId: string, engine: string) => Promise<void>,
): JobKind {
  return jobKind({
    name,
    cron: '*/10 * * * *',
    data: z.unknown(),
    async run() {
      const engine = await contents.engine();
      if (engine === null) return;
      const firms = await database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
      for (const { id } of firms.rows) await lookAgain(id, engine);
    },
  });
}

export function createContentScan(deps: Pick<Platform, 'files'>, scanner: Scanner | null): ContentScan {
  return {
    engine: async () => (await scanner?.version().catch(() => null)) ?? null,
    async look({ name, ...file }) {
      const bytes = storedBytes(deps, file);
      const type = await sniff(await head(bytes, sniffBytes), name);
      return { ...type, ...(await scanContent(scanner, bytes)) };
    },
  };
}
