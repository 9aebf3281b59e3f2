/** A firm that is connected to a simulated onboarding service, whose worker runs when it is told to. */
import { type InfoTrackSimulator, startInfoTrackSimulator } from '../../../simulators/infotrack/index.ts';
import type { TestStaff } from '../../testing/app.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { onboardingProviders } from '../../vendors/registry.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature } from '../leads/index.ts';
import { createOnboardingFeature, onboardingRound } from './index.ts';
import type { CaseOnboarding, OnboardingSettings, WorkspaceShown } from './shapes.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface OnboardingWorld {
  phones: PhoneWorld;
  service: InfoTrackSimulator;
  /** Everything that is due. */
  work(): Promise<void>;
  /** Time goes on, and what falls due meanwhile is done. */
  pass(minutes: number): Promise<void>;
  connect(of?: PhoneWorld, more?: Record<string, unknown>): Promise<{ secret: string; hookUrl: string }>;
  call(method: Method, path: string, body?: unknown, as?: TestStaff): ReturnType<TestStaff['call']>;
  /** Throws unless it went well. */
  ok<T>(method: Method, path: string, body?: unknown, as?: TestStaff): Promise<T>;
  settings(): Promise<OnboardingSettings>;
  ofMatter(id: string, as?: TestStaff): Promise<CaseOnboarding>;
  workspace(matterId: string): Promise<WorkspaceShown>;
  /** A matter with so many clients who can be invited. */
  matter(clients?: number, more?: Record<string, unknown>): Promise<{ id: string; clients: string[] }>;
  lead(transaction?: 'sale' | 'purchase'): Promise<{ id: string; clients: string[] }>;
  /** Begun, made at the service, and told. Answers the service's id. */
  begin(matterId: string, clients: readonly string[], asks?: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** The service’s webhooks really arrive, over the loopback. */
export async function startOnboardingWorld(
  practiceSystems: Readonly<Record<string, PracticeSystem>> = {},
): Promise<OnboardingWorld> {
  const phones = await startPhoneWorld({
    allowLoopback: true,
    features: [
      (platform) => createLeadsFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      (platform) => createOnboardingFeature({ platform, providers: onboardingProviders, practiceSystems }),
    ],
  });
  const service = await startInfoTrackSimulator({ now: () => phones.clock.now, timeScale: 0.01 });
  const listening = await phones.app.app.listen({ host: '127.0.0.1', port: 0 });
  const deps = { platform: phones.app.platform, providers: onboardingProviders, practiceSystems };
  let people = 0;

  const call: OnboardingWorld['call'] = (method, path, body, as = phones.ada) =>
    as.call(method, `/api/v1/${path}`, body);
  const ok: OnboardingWorld['ok'] = async (method, path, body, as) => {
    const answer = await call(method, path, body, as);
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
    return answer.json();
  };
  const work = async () => {
    await service.deliveries.settled();
    for (let round = 0; round < 4; round += 1) await onboardingRound(deps);
  };
  const newClient = async () => {
    people += 1;
    return await phones.addContact(`Client Number${people}`, `07700 900${100 + people}`, {
      emails: [{ email: `client${people}@example.com`, label: '' }],
    });
  };
  const newClients = async (count: number) => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) ids.push(await newClient());
    return ids;
  };
  const ofMatter: OnboardingWorld['ofMatter'] = (id, as) =>
    ok('GET', `matters/${id}/onboarding`, undefined, as);

  return {
    phones,
    service,
    work,
    async pass(minutes) {
      phones.clock.now = new Date(phones.clock.now.getTime() + minutes * 60_000);
      await work();
    },
    async connect(of = phones, more = {}) {
      const made = await ok<{ secret: string; settings: OnboardingSettings }>(
        'POST',
        'onboarding-settings',
        { baseUrl: service.url, apiKey: service.key, ...more },
        of.owner,
      );
      const hookUrl = `${listening}${new URL(made.settings.hookUrl ?? '').pathname}`;
      if (of === phones) service.webhook = { url: hookUrl, secret: made.secret };
      await work();
      return { secret: made.secret, hookUrl };
    },
    call,
    ok,
    settings: () => ok('GET', 'onboarding-settings', undefined, phones.owner),
    ofMatter,
    async workspace(matterId) {
      const [first] = (await ofMatter(matterId)).workspaces;
      if (!first) throw new Error('no workspace');
      return first;
    },
    async matter(count = 1, more = {}) {
      const clients = await newClients(count);
      return { id: await phones.addMatter(`Purchase ${people}`, clients, more), clients };
    },
    async lead(transaction = 'purchase') {
      const clients = await newClients(1);
      const made = await ok<{ id: string }>('POST', 'leads', {
        transaction,
        clients: clients.map((contactId) => ({ contactId })),
        properties: { [transaction]: { line1: '12 Mill Lane' } },
      });
      return { id: made.id, clients };
    },
    async begin(matterId, clients, asks = ['id', 'address']) {
      await ok('POST', `matters/${matterId}/onboarding`, { clients, asks });
      await work();
      const [made] = [...service.workspaces.values()].slice(-1);
      return made?.id ?? '';
    },
    async close() {
      await service.close();
      await phones.close();
    },
  };
}
