/** A simulated onboarding service, and one client whose identity check wants a person's decision. */
import { setTimeout as wait } from 'node:timers/promises';
import {
  type InfoTrackSimulator,
  type SimulatedWorkspace,
  startInfoTrackSimulator,
} from '../simulators/infotrack/index.ts';
import type { DemoApi } from './api.ts';
import { daysAgo } from './firm.ts';

/** On the port of last time where that is free, so that the firm's connection still leads there. */
export async function startOnboarding(api: DemoApi): Promise<InfoTrackSimulator> {
  const settings = await api.call('GET /api/v1/onboarding-settings');
  const known = settings.baseUrl === '' ? 0 : Number(new URL(settings.baseUrl).port);
  const service = await startInfoTrackSimulator({ port: known }).catch(() => startInfoTrackSimulator());
  const entered = { baseUrl: service.url, apiKey: service.key };
  if (!settings.connected) await api.call('POST /api/v1/onboarding-settings', { body: entered });
  else if (settings.baseUrl !== service.url && settings.baseUrl.startsWith('http://127.0.0.1:'))
    await api.call('PATCH /api/v1/onboarding-settings', {
      body: { ...entered, revision: settings.revision },
    });
  return service;
}

/** Begins it for the client whose lead became a matter, and lets a day of it happen. */
export async function addOnboarding(api: DemoApi, service: InfoTrackSimulator): Promise<void> {
  const { items } = await api.call('GET /api/v1/leads', { query: { state: 'converted', limit: '1' } });
  const [converted] = items;
  if (!converted) return;
  const { matterId } = await api.call('GET /api/v1/leads/:id', { params: { id: converted.id } });
  if (matterId === null) return;
  const params = { id: matterId };
  const { candidates } = await api.call('GET /api/v1/matters/:id/onboarding', { params });
  const clients = candidates.map(({ contactId }) => contactId);
  const { workspaces } = await api.call('POST /api/v1/matters/:id/onboarding', {
    params,
    body: { clients, asks: ['id', 'address', 'TA6', 'TA10'] },
  });
  const begun = workspaces[0]?.id ?? '';
  const made = await appears(service);
  // In a process that does not work nobody has it made.
  if (made === null) return;
  service.change(made, dayOfWork);
  await known(api, params);
  await api.call('POST /api/v1/onboarding/workspaces/:id/resync', { params: { id: begun } });
}

async function appears(service: InfoTrackSimulator): Promise<string | null> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [id] = service.workspaces.keys();
    if (id !== undefined) return id;
    await wait(100);
  }
  return null;
}

/** Until the program has heard the service's answer. */
async function known(api: DemoApi, params: { id: string }): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { workspaces } = await api.call('GET /api/v1/matters/:id/onboarding', { params });
    if (workspaces[0]?.state === 'live') return;
    await wait(100);
  }
}

function dayOfWork({ clients, tasks, orders }: SimulatedWorkspace): void {
  const yesterday = `${daysAgo(1)}T15:20:00.000Z`;
  for (const client of clients) client.openedAt = yesterday;
  for (const task of tasks) {
    if (task.type === 'id')
      Object.assign(task, {
        status: 'complete',
        result: 'refer',
        completedAt: yesterday,
        detail: 'The name on the passport has a second surname that was not given.',
        sourceRef: 'IDV-20417',
        documents: [{ id: 'identity-report', name: 'Identity report' }],
      });
    if (task.type === 'address')
      Object.assign(task, {
        status: 'complete',
        result: 'pass',
        completedAt: yesterday,
        renewalOn: daysAgo(-24),
      });
    if (task.form === 'TA6')
      Object.assign(task, {
        status: 'complete',
        completedAt: yesterday,
        documents: [{ id: 'ta6', name: 'TA6 Property information form.pdf' }],
      });
  }
  orders.push({
    id: 'INF-48120',
    product: 'Official copies of register and plan',
    kind: 'title',
    status: 'returned',
    price: { net: 1400, vat: 280, gross: 1680, currency: 'GBP' },
    orderedAt: yesterday,
    returnedAt: yesterday,
    documents: [{ id: 'official-copies', name: 'Official copies.pdf' }],
  });
}
