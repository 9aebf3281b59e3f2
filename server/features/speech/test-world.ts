/** A firm whose calls have recordings, with a speech service that answers when it is told to. */
import { createServer } from 'node:http';
import { type SpeechSimulator, startSpeechSimulator } from '../../../simulators/speech/index.ts';
import type { PhoneWorld } from '../../testing/phone-world.ts';
import { startPhoneWorld } from '../../testing/phone-world.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { phoneSystems, practiceSystems as registered, speechServices } from '../../vendors/registry.ts';
import { createSpeechFeature, type SpeechDeps, workFirm } from './index.ts';

export interface SpeechWorld {
  phones: PhoneWorld;
  service: SpeechSimulator;
  /** Address of a recording of so many bytes. */
  recording(bytes?: number): string;
  deps(world: PhoneWorld): SpeechDeps;
  /** Everything that is due for the firm. */
  work(world: PhoneWorld): Promise<void>;
  /** Enters the service, states the consent, and switches the options on. */
  switchOn(
    world: PhoneWorld,
    more?: Record<string, unknown>,
    options?: Record<string, unknown>,
  ): Promise<void>;
  close(): Promise<void>;
}

export const settings = {
  baseUrl: '',
  apiKey: 'secret',
  transcriptionModel: 'whisper-1',
  summaryModel: 'small',
  language: null,
  maxMegabytes: 25,
  includeRestricted: false,
  consent: 'Callers hear an announcement. Decided by the partners on 1 March 2026.',
  revision: 0,
};

export async function startSpeechWorld(
  practiceSystems: Readonly<Record<string, PracticeSystem>> = registered,
): Promise<SpeechWorld> {
  const service = await startSpeechSimulator();
  service.key = 'secret';
  const files = createServer((request, response) => {
    const bytes = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 5);
    response.writeHead(200, { 'content-type': 'audio/mpeg' }).end(Buffer.alloc(bytes, 1));
  });
  await new Promise<void>((ready) => files.listen(0, '127.0.0.1', ready));
  const address = files.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const phones = await startPhoneWorld({
    allowLoopback: true,
    practiceSystems,
    features: [
      (platform) =>
        createSpeechFeature({ platform, vendors: phoneSystems, practiceSystems, services: speechServices }),
    ],
  });
  const deps = (world: PhoneWorld): SpeechDeps => ({ ...world.deps, services: speechServices });
  const work = async (world: PhoneWorld) => {
    while (await workFirm(deps(world), world.firm.id));
  };
  return {
    phones,
    service,
    recording: (bytes = 5) => `http://127.0.0.1:${address.port}/${bytes}.mp3`,
    deps,
    work,
    async switchOn(world, more = {}, options = { transcription: true, summary: true }) {
      const body = { ...settings, baseUrl: service.url, ...more };
      const saved = await world.owner.call('PUT', '/api/v1/speech-settings', body);
      if (saved.statusCode !== 200) throw new Error(saved.body);
      await world.setOptions(options);
      await work(world);
    },
    async close() {
      await phones.close();
      await service.close();
      await new Promise((done) => files.close(done).closeAllConnections());
    },
  };
}
