/** Two simulated practice systems that hold the demo firm's clients and matters, ready to be signed in to. */
import { type ClioSimulator, startClioSimulator } from '../simulators/clio/index.ts';
import { type SmokeballSimulator, startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import type { DemoApi } from './api.ts';
import { clioFirm, smokeballFirm } from './systems-firm.ts';

export const smokeballName = 'Smokeball (simulated)';
export const clioName = 'Clio Manage (simulated)';

export interface PracticeSystems {
  /** Where each shows what was written there. */
  pages: readonly { name: string; url: string }[];
  close(): Promise<void>;
}

/**
 * Starts both on this machine and makes a connection for each that waits for somebody to sign in. A restart finds them by
 * the port in the connection's address; whoever removed or changed a connection there gets a new one.
 */
export async function startPracticeSystems(api: DemoApi): Promise<PracticeSystems> {
  const { items } = await api.call('GET /api/v1/connections');
  const addressOf = (vendor: string) =>
    items.find((one) => one.vendor === vendor && one.apiUrl?.startsWith('http://127.0.0.1:'))?.apiUrl ?? null;
  const [smokeball, clio] = await Promise.all([
    onPort(addressOf('smokeball'), startSmokeball),
    onPort(addressOf('clio'), startClio),
  ]);
  if (smokeball.fresh)
    await api.call('POST /api/v1/connections', {
      body: {
        vendor: 'smokeball',
        name: smokeballName,
        region: 'uk',
        ...smokeball.simulator.credentials,
        apiUrl: smokeball.simulator.url,
        authUrl: smokeball.simulator.authUrl,
        uploadUrl: smokeball.simulator.uploadUrl,
      },
    });
  if (clio.fresh)
    await api.call('POST /api/v1/connections', {
      body: {
        vendor: 'clio',
        name: clioName,
        region: 'eu',
        ...clio.simulator.credentials,
        apiUrl: clio.simulator.apiUrl,
        authUrl: clio.simulator.authUrl,
      },
    });
  return {
    pages: [
      { name: smokeballName, url: smokeball.simulator.url },
      { name: clioName, url: clio.simulator.url },
    ],
    async close() {
      await Promise.all([smokeball.simulator.close(), clio.simulator.close()]);
    },
  };
}

/** On the port of last time. Another program may have it by now: then on a free one, with a connection of its own. */
async function onPort<Simulator>(
  address: string | null,
  start: (port: number) => Promise<Simulator>,
): Promise<{ simulator: Simulator; fresh: boolean }> {
  if (address === null) return { simulator: await start(0), fresh: true };
  try {
    return { simulator: await start(Number(new URL(address).port)), fresh: false };
  } catch {
    return { simulator: await start(0), fresh: true };
  }
}

/** Retries of webhooks wait as long as the vendor's do; what was written is seen a little later. */
const deliveryTimeScale = 1;
/** The published descriptions are not part of the repository, and reading them takes a second. */
const description = null;

function startSmokeball(port: number): Promise<SmokeballSimulator> {
  const lag = { read: 500, list: 1500 };
  return startSmokeballSimulator({ port, lag, deliveryTimeScale, description, firm: smokeballFirm });
}

function startClio(port: number): Promise<ClioSimulator> {
  // Ids of this start must differ from those that an earlier one gave to what it forgot.
  const firm = { ...clioFirm, idsFrom: Math.floor(Date.now() / 1000) };
  return startClioSimulator({ port, listLagMilliseconds: 1500, deliveryTimeScale, description, firm });
}
