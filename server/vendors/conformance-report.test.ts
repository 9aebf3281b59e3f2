/**
 * docs/vendors/README.md: what the adapters ask each vendor for, and where they knowingly differ from its published
 * description, as the simulators (`createServer`) saw it. `VENDOR_REPORT=write` writes it anew; otherwise it must be true.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ConformanceDriver, createProgress } from '../../simulators/practice/conformance-driver.ts';
import type { PracticeControl } from '../../simulators/practice/contract.ts';
import { problemOf, pullAll, startBench } from './conformance.ts';
import { drivers } from './conformance-drivers.ts';
import type { MirrorKind } from './ports.ts';

const file = new URL('../../docs/vendors/README.md', import.meta.url);
const kinds = ['staff', 'matter_type', 'stage', 'activity_code', 'contact', 'matter', 'party'] as const;

/** All that the port asks of a vendor, once. */
async function doEverything(driver: ConformanceDriver): Promise<PracticeControl> {
  const bench = await startBench(driver);
  const { client, firm, vendor } = bench;
  await client.whoAmI();
  for (const kind of kinds.filter((one) => vendor.pulls[one] !== undefined)) await mirrored(kind);
  await client.findContactsByPhone('+14155550142');
  await client.findContactsByPhone('+14155550199');
  for (const kind of vendor.writes) {
    for (const [nth, more] of [{}, { matter: null }, { matter: null, contact: null }].entries()) {
      const record = bench.record(kind, `ML-7F3K9${nth}`, more);
      const progress = createProgress();
      await client.findByReference(record, progress).catch(() => null);
      const written = await client.write(record, progress).catch(() => null);
      if (written === null) continue;
      bench.settle();
      await client.findByReference(record, progress);
      await client.read(record, written.externalId);
      await problemOf(client.update(record, written.externalId, null));
      bench.settle();
      // A matter and its layouts are not taken out.
      await problemOf(client.retire(record, written.externalId, 'complete'));
      await problemOf(client.retire(record, written.externalId, 'remove'));
    }
  }
  const wanted = { hookUrl: 'http://127.0.0.1:9/hooks', secret: 'secret', existing: null };
  const first = await client.ensureSubscription?.(wanted);
  bench.clock.advance(20 * 24 * 3_600_000);
  bench.signInAgain();
  const kept = await client.ensureSubscription?.({ ...wanted, secret: 'another', existing: first ?? null });
  if (kept) await client.removeSubscription?.(kept);
  await firm.close();
  expect(firm.control.violations).toEqual([]);
  return firm.control;

  async function mirrored(kind: MirrorKind): Promise<void> {
    const { items } = await pullAll(client, kind);
    await pullAll(client, kind, '2026-03-01T00:00:00.000Z');
    const [item] = items;
    if (item !== undefined) await client.fetchOne(kind, item.externalId);
  }
}

function sectionOf({ vendor }: ConformanceDriver, control: PracticeControl): string {
  const undescribed = new Map(control.undescribed().map(({ operation, reason }) => [operation, reason]));
  const used = [...control.used.keys()].toSorted();
  const outside = used.flatMap((operation) => {
    const reason = undescribed.get(operation);
    return reason === undefined ? [] : [`- \`${operation}\`: ${reason}`];
  });
  const differing = new Map<string, string[]>();
  for (const { operation, what, reason } of control.deviations()) {
    const said = `${what}. Reason: ${reason}.`;
    differing.set(said, [...new Set([...(differing.get(said) ?? []), `\`${operation}\``])]);
  }
  return [
    `## ${vendor.label}`,
    `Details: [${vendor.kind}.md](${vendor.kind}.md). Operations used (${used.length}):`,
    used.map((operation) => `\`${operation}\``).join(' · '),
    outside.length === 0
      ? 'All of them are in the published description.'
      : 'Not in the published description:',
    ...(outside.length === 0 ? [] : [outside.join('\n')]),
    differing.size === 0 ? 'Knowing deviations: none.' : 'Knowing deviations:',
    ...(differing.size === 0
      ? []
      : [[...differing].map(([said, operations]) => `- ${said} (${operations.join(', ')})`).join('\n')]),
  ].join('\n\n');
}

test('the report on operations and deviations is true', { timeout: 60_000 }, async () => {
  const sections = [];
  for (const driver of drivers) sections.push(sectionOf(driver, await doEverything(driver)));
  const report = `${[
    '# Practice systems: operations used, and knowing deviations',
    'Made by `server/vendors/conformance-report.test.ts` from what the simulators were asked for (`VENDOR_REPORT=write npm test -- conformance-report` writes it anew). Every request of the test suite is checked against the vendor’s published description; a difference that is not named here fails the test that made it.',
    ...sections,
  ].join('\n\n')}\n`;
  if (process.env.VENDOR_REPORT === 'write') writeFileSync(file, report);
  expect(readFileSync(file, 'utf8')).toBe(report);
});
