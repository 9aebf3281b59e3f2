/**
 * A stand-in of a vendor with so many contacts, in a process of its own, so that its time and memory are not the program's.
 * `practice-server.ts <vendor> <contacts>`; prints one line of JSON: where it is, and how to be let in.
 */
import { startClioSimulator } from '../../simulators/clio/index.ts';
import { startSmokeballSimulator } from '../../simulators/smokeball/index.ts';

const [vendor, contacts = '0'] = process.argv.slice(2);

async function start() {
  if (vendor === 'smokeball') {
    const simulator = await startSmokeballSimulator({ lag: { read: 0, list: 0 } });
    await fetch(`${simulator.url}/control/add-contacts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count: Number(contacts) }),
    });
    return { simulator, apiUrl: simulator.url };
  }
  const simulator = await startClioSimulator({ description: null, enforceBudget: false });
  simulator.world.seedContacts(Number(contacts));
  return { simulator, apiUrl: simulator.apiUrl };
}

const { simulator, apiUrl } = await start();
const { authUrl, url, credentials, control } = simulator;
const tokens = control.signIn.issue();
console.log(JSON.stringify({ apiUrl, authUrl, controlUrl: url, credentials, tokens }));
