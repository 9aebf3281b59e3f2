/** The kit itself, on a made-up vendor. Starts real servers: `createServer` inside. */
import { describe, expect, test } from 'vitest';
import { createTable } from './table.ts';
import { clock, closeAfterEach, start } from './test-vendor.ts';

closeAfterEach();

describe('requests against the description', () => {
  test.each([
    ['a good one', { name: 'a' }, 201],
    ['null where it is nullable', { name: null, owner: null, elsewhere: { any: 1 } }, 201],
    ['a wrong type behind a reference', { name: 'a', owner: { id: 'x' } }, 400],
    ['a missing field', {}, 400],
    ['a field nobody described', { name: 'a', size: 3 }, 400],
    ['a known deviation', { name: 'a', colour: 'red' }, 201],
  ])('%s', async (_title, body, status) => {
    const { post, control } = await start();
    expect((await post(body)).status).toBe(status);
    expect(control.violations).toHaveLength(status === 400 ? 1 : 0);
    expect(control.used.get('POST /things')).toBe(1);
  });

  test.each([
    ['/things?limit=50&since=2026-03-02T09:00:00Z', 200],
    ['/things?limit=51', 400],
    ['/things?limit=many', 400],
    ['/things?since=yesterday', 400],
    ['/things?colour=red', 400],
    ['/nothing', 404],
  ])('%s → %i', async (path, status) => {
    const { call, control } = await start();
    expect((await call(path)).status).toBe(status);
    expect(control.violations).toHaveLength(status === 200 ? 0 : 1);
  });

  test('forms are read, and their texts count as what they should be', async () => {
    const { call, control } = await start();
    const form = new FormData();
    form.set('pages', '3');
    expect(await (await call('/files', { method: 'POST', body: form })).json()).toEqual({ pages: '3' });
    form.set('pages', 'three');
    expect((await call('/files', { method: 'POST', body: form })).status).toBe(400);
    expect(control.violations).toHaveLength(1);
  });

  test('a deviation that was met says so', async () => {
    const { post, control } = await start();
    expect(control.deviations()[0]?.met).toBe(false);
    await post({ name: 'a', colour: 'red' });
    expect(control.deviations()[0]?.met).toBe(true);
  });

  test('an operation outside the description needs a reason', async () => {
    const route = { method: 'GET', template: '/more', handle: () => ({ status: 200 }) } as const;
    await expect(start({ routes: [route] })).rejects.toThrow('GET /more');
    const { control } = await start({ routes: [{ ...route, undescribed: 'only in the guide' }] });
    expect(control.undescribed()).toEqual([{ operation: 'GET /more', reason: 'only in the guide' }]);
  });
});

describe('budget', () => {
  test('the fourth request in a minute is refused, and counted; a minute later it goes', async () => {
    const { call, control } = await start();
    control.budget.enforced = true;
    for (const status of [200, 200, 200, 429]) expect((await call('/things')).status).toBe(status);
    expect([control.budget.refused, control.budget.peak(60)]).toEqual([1, 3]);
    clock.advance(60_000);
    expect((await call('/things')).status).toBe(200);
  });

  test('a bucket fills again, and so many at once is the most', async () => {
    const { call, control } = await start();
    control.budget.enforced = true;
    control.budget.rule = { bucket: { rate: 5, burst: 2 } };
    for (const status of [200, 200, 429]) expect((await call('/things')).status).toBe(status);
    clock.advance(200);
    expect((await call('/things')).status).toBe(200);
    control.budget.reset();
    control.budget.rule = { concurrency: 1 };
    control.faults.add({ kind: 'delay', count: 2, milliseconds: 30 });
    expect((await Promise.all([call('/things'), call('/things')])).map(({ status }) => status)).toContain(
      200,
    );
    expect(control.budget.mostAtOnce).toBe(1);
  });
});

describe('faults', () => {
  test('a connection that breaks before nothing was done, and one that breaks after', async () => {
    const { post, control, made } = await start();
    control.faults.add({ kind: 'dropBeforeCommit', match: { operation: 'POST /things' } });
    await expect(post({ name: 'a' })).rejects.toThrow();
    expect(made).toHaveLength(0);
    control.faults.add({ kind: 'dropAfterCommit' });
    await expect(post({ name: 'a' })).rejects.toThrow();
    expect(made).toHaveLength(1);
    expect((await post({ name: 'b' })).status).toBe(201);
    expect(control.log.slice(-3)).toEqual([
      'POST /things → dropped',
      'POST /things → dropped',
      'POST /things → 201',
    ]);
  });

  test('a status, an ended token, an answer that breaks off', async () => {
    const { call, control } = await start();
    control.faults.add({ kind: 'status', status: 429, retryAfterSeconds: 7, skip: 1 });
    expect((await call('/things')).status).toBe(200);
    expect((await call('/things')).headers.get('retry-after')).toBe('7');
    control.faults.add({ kind: 'slowBody' });
    const broken = await call('/things');
    await expect(broken.text()).rejects.toThrow();
    control.faults.add({ kind: 'expireToken' });
    expect((await call('/things')).status).toBe(401);
  });

  test('the same seed gives the same row of misfortunes', async () => {
    const runs = [];
    for (const _ of [1, 2]) {
      const { call, control } = await start();
      control.faults.chaos({ seed: 42, rate: 0.5, kinds: ['status', 'dropAfterCommit'] });
      for (let count = 0; count < 20; count += 1) await call('/things').catch(() => null);
      runs.push([...control.log]);
      expect(control.faults.injected.length).toBeGreaterThan(3);
    }
    expect(runs[0]).toEqual(runs[1]);
  });
});

describe('lag', () => {
  test('a record is read after a while and listed later still', () => {
    const table = createTable<{ n: number }>(clock, { read: 1000, list: 5000 });
    table.put('a', { n: 1 });
    expect([table.truth.size, table.read('a'), table.listed()]).toEqual([1, undefined, []]);
    clock.advance(1000);
    expect([table.read('a'), table.listed()]).toEqual([{ n: 1 }, []]);
    clock.advance(4000);
    expect(table.listed()).toEqual([{ n: 1 }]);
    table.put('a', { n: 2 });
    clock.advance(5000);
    table.remove('a');
    expect(table.listed()).toEqual([{ n: 2 }]);
    clock.advance(5000);
    expect([table.read('a'), table.listed()]).toEqual([undefined, []]);
  });
});

test('control over HTTP: faults, state, reset', async () => {
  const { server, call, control } = await start({ actions: { ring: (body) => ({ heard: body }) } });
  const ask = (action: string, body: unknown) =>
    fetch(`${server.url}/control/${action}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await ask('fault', { kind: 'status', status: 500 });
  expect((await call('/things')).status).toBe(500);
  expect(await (await ask('ring', { now: true })).json()).toEqual({ heard: { now: true } });
  expect((await ask('fault', { kind: 'unheard of' })).status).toBe(400);
  const state = await (await fetch(`${server.url}/control/state`)).json();
  expect(state).toMatchObject({ name: 'things', used: { 'GET /things': 1 }, violations: [] });
  await ask('reset', {});
  expect(control.used.size).toBe(0);
});
