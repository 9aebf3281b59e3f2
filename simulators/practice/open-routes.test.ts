/** Upload hosts of the simulated vendors, which are other services (`createServer`). */
import { expect, test } from 'vitest';
import { closeAfterEach, start } from './test-vendor.ts';

closeAfterEach();

test('an open route says nothing of the budget, the others do', async () => {
  const { call } = await start({
    headersOf: (remaining) => ({ 'x-left': String(remaining) }),
    routes: [
      { method: 'GET', template: '/things', handle: () => ({ status: 200, body: [] }) },
      {
        method: 'PUT',
        template: '/store/{key}',
        open: true,
        undescribed: 'x',
        handle: () => ({ status: 200 }),
      },
    ],
  });
  expect((await call('/things')).headers.get('x-left')).toBe('2');
  expect((await call('/store/1', { method: 'PUT', body: 'x' })).headers.get('x-left')).toBeNull();
});
