import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

/** What a firm's visitors may be asked to load (quotes.md §4). */
const budgetBytes = 30 * 1024;

const built = z
  .array(z.object({ output: z.array(z.looseObject({ fileName: z.string(), code: z.string() })) }))
  .length(1);

let code: string;
beforeAll(async () => {
  // The same build as `npm run build`, into memory.
  const made = await build({
    configFile: new URL('vite.config.ts', import.meta.url).pathname,
    logLevel: 'silent',
    build: { write: false },
  });
  const [bundle] = built.parse(made);
  expect(bundle?.output.map(({ fileName }) => fileName)).toEqual(['widget.js']);
  code = bundle?.output[0]?.code ?? '';
}, 60_000);

describe('the script of the website form', () => {
  test('is one file of less than 30 KB, gzipped', () => {
    const bytes = gzipSync(code, { level: 9 }).length;
    expect(bytes).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThan(budgetBytes);
  });

  test('imports nothing, runs nothing that is text, and writes no HTML', () => {
    expect(code).not.toMatch(
      /\bimport\s*[({"']|\brequire\s*\(|\beval\s*\(|new Function|innerHTML|document\.write/,
    );
  });
});
