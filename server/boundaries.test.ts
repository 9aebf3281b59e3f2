import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;

interface Import {
  from: string;
  /** A file of the project, or a package's name. */
  to: string;
  /** Erased before running: it can make no cycle. */
  typeOnly: boolean;
}

const statement = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;

/** The imports of one file, from its text. */
function importsOf(from: string, text: string): Import[] {
  return [...text.matchAll(statement)].map(([whole, typeOnly, target = '']) => ({
    from,
    to: target.startsWith('.') ? normalize(join(dirname(from), target)) : target,
    typeOnly: typeOnly !== undefined || onlyTypesInside(whole),
  }));
}

/** `import { type A, type B } from` */
function onlyTypesInside(text: string): boolean {
  const inside = /\{([^}]*)\}/.exec(text)?.[1];
  const names = inside
    ?.split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return names !== undefined && names.length > 0 && names.every((name) => name.startsWith('type '));
}

const files = ['server', 'simulators', 'demo'].flatMap((folder) => {
  try {
    return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
});
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')));
const product = imports.filter(({ from }) => !from.endsWith('.test.ts'));

const featureOf = (file: string) => /^server\/features\/([^/]+)\//.exec(file)?.[1];
const vendorOf = (file: string) => /^server\/vendors\/([^/]+)\//.exec(file)?.[1];
const shown = (found: readonly Import[]) => found.map(({ from, to }) => `${from} → ${to}`);

describe('the reader of imports', () => {
  test.each([
    [`import { a } from './b.ts';`, 'server/b.ts', false],
    [`import type { A } from './b.ts';`, 'server/b.ts', true],
    [`import { type A, type B } from './b.ts';`, 'server/b.ts', true],
    [`import {\n  type A,\n  b,\n} from '../c.ts';`, 'c.ts', false],
    [`export { a } from './b.ts';`, 'server/b.ts', false],
    [`import './b.ts';`, 'server/b.ts', false],
    [`import pg from 'pg';`, 'pg', false],
  ])('%s', (text, to, typeOnly) => {
    expect(importsOf('server/a.ts', text)).toEqual([{ from: 'server/a.ts', to, typeOnly }]);
  });

  test('finds the project’s files', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(200);
  });
});

test('no import goes round in a circle', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of product)
    if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  function walk(file: string, path: readonly string[]): void {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
    done.add(file);
  }
  for (const file of edges.keys()) walk(file, []);
  expect(circles).toEqual([]);
});

test('a feature reaches another only through its index.ts', () => {
  const past = product.filter(({ from, to }) => {
    const target = featureOf(to);
    return target && target !== featureOf(from) && !to.endsWith(`/${target}/index.ts`);
  });
  // What hangs on the outside of features may take their schemas: the API's types, the tests' builders.
  const allowed = past.filter(({ from, to }) => from === 'server/api.ts' && to.endsWith('/schema.ts'));
  expect(shown(past.filter((one) => !allowed.includes(one)))).toEqual([]);
});

test('a vendor imports ports and the kit, no feature, no platform, no other vendor', () => {
  const wrong = product.filter(({ from, to }) => {
    const vendor = vendorOf(from);
    if (!vendor || !to.startsWith('server/')) return false;
    return ![`server/vendors/${vendor}/`, 'server/vendors/kit/', 'server/vendors/ports.ts'].some((own) =>
      to.startsWith(own),
    );
  });
  expect(shown(wrong)).toEqual([]);
});

test('the platform knows no feature and no vendor', () => {
  const wrong = product.filter(
    ({ from, to }) => from.startsWith('server/platform/') && /^server\/(?:features|vendors)\//.test(to),
  );
  expect(shown(wrong)).toEqual([]);
});

test('rules and shapes touch nothing outside: no database, network, files or clock of their own', () => {
  const pure = /\/(?:decide|schema|map|wire|assemble)\.ts$/;
  const io =
    /^(?:node:(?!crypto)|pg$|kysely|fastify|undici|nodemailer|pino)|\/(?:store|client|routes|jobs)\.ts$|^server\/platform\/(?:db\/database|jobs|file-store|mail|platform|live-events)\.ts$/;
  const wrong = product.filter(({ from, to, typeOnly }) => !typeOnly && pure.test(from) && io.test(to));
  expect(shown(wrong)).toEqual([]);
});

test('each package that the program runs on has its reason in docs/dependencies.md', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const reasons = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .join('\n');
  expect(Object.keys(dependencies).filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
});
