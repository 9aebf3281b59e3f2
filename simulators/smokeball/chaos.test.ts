/** Whatever breaks, and whenever: one record a write. The simulator runs on `createServer`. */
import { expect, test } from 'vitest';
import { VendorError } from '../../server/vendors/ports.ts';
import { createProgress, records, startWorld, watchViolations } from './test-world.ts';

watchViolations();

const seeds = [20260302, 7, 1843];

test.each(seeds)(
  'each of 400 writes is there exactly once (seed %i)',
  async (seed) => {
    const { client, control, clock } = await startWorld({ lag: { read: 1000, list: 4000 } });
    control.faults.chaos({ seed, rate: 0.35 });
    for (let count = 0; count < 400; count += 1) {
      const kind = (['fee', 'task', 'memo', 'document'] as const)[count % 4] ?? 'fee';
      const record = records[kind](`ML-CHAOS${count}`);
      const progress = createProgress();
      for (let attempt = 1, written = false; !written; attempt += 1) {
        try {
          // A first attempt has nothing to look for; "not there" proves something only once it had to be there.
          const found = attempt === 1 ? null : await client.findByReference(record, progress);
          written = (found ?? (await client.write(record, progress))) !== null;
        } catch (error) {
          if (!(error instanceof VendorError)) throw error;
          clock.advance(5000);
        }
      }
    }
    expect(control.faults.injected.length).toBeGreaterThan(200);
    clock.advance(5000);
    const tables = (['fees', 'tasks', 'memos', 'files'] as const).map((table) => control.records(table));
    expect(tables.map((rows) => rows.length)).toEqual([100, 100, 100, 100]);
    const told = tables.flat().map((row) => /ML-CHAOS\d+/.exec(JSON.stringify(row))?.[0]);
    expect(new Set(told).size).toBe(400);
    expect(tables[3]?.every((file) => file.isUploaded === true)).toBe(true);
  },
  60_000,
);
