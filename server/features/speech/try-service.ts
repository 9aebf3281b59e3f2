/** The test of a service: a second of silence and one sentence that is nobody's. */

import type { SpeechClient } from '../../vendors/ports.ts';
import { VendorError } from '../../vendors/ports.ts';
import { readSummary, summaryPrompt } from './prompt.ts';
import type { SpeechDeps } from './send.ts';
import { connectTo, type SettingsRow, tellScreens } from './settings-store.ts';
import { silence } from './sound-file.ts';

const sentence = 'Good morning, Example Law. Please call me back on Tuesday about the lease.';

/** Asks the service as it would be asked for a call, and keeps in words for people how it answered. */
export async function tryService(deps: SpeechDeps, settings: SettingsRow): Promise<void> {
  const { platform } = deps;
  const client = connectTo(platform, deps.services, settings);
  const parts = client ? await tryParts(client, settings) : [];
  const ok = parts.length > 0 && parts.every((part) => part.ok);
  const detail = parts.length > 0 ? parts.map((part) => part.words).join(' ') : 'No model is entered.';
  await platform.database.firm(settings.firm_id).write(async (tx) => {
    await tx
      .updateTable('speech_settings')
      .set({
        test_state: ok ? 'ok' : 'failed',
        test_detail: detail.slice(0, 1000),
        tested_at: platform.clock.now(),
        ...(ok ? { rest_until: null, trouble: '' } : {}),
      })
      .where('firm_id', '=', settings.firm_id)
      .where('revision', '=', settings.revision)
      .execute();
    await tellScreens(tx, settings.firm_id);
  });
}

interface Part {
  ok: boolean;
  words: string;
}

async function tryParts(client: SpeechClient, settings: SettingsRow): Promise<Part[]> {
  const { transcription_model: hears, summary_model: sumsUp, language } = settings;
  const sound = { bytes: silence(), fileName: 'silence.wav', contentType: 'audio/wav' };
  const parts: Part[] = [];
  if (hears !== '')
    parts.push(
      await attempt('Transcription', async () => {
        await client.transcribe(sound, { model: hears, language });
        return 'it answers.';
      }),
    );
  if (sumsUp !== '')
    parts.push(
      await attempt('Summary', async () => {
        const answer = await client.complete(summaryPrompt(sumsUp, sentence));
        return readSummary(answer) ? 'it answers as it should.' : 'it answers, but only in plain words.';
      }),
    );
  return parts;
}

async function attempt(name: string, ask: () => Promise<string>): Promise<Part> {
  try {
    return { ok: true, words: `${name}: ${await ask()}` };
  } catch (error) {
    const words = error instanceof VendorError ? wordsOf(error) : 'it failed here; the log names the fault.';
    return { ok: false, words: `${name}: ${words}` };
  }
}

function wordsOf({ problem }: VendorError): string {
  const beginnings = {
    unauthorised: 'it refuses the key',
    rate_limited: 'it asks us to wait',
    not_found: 'it knows no such address or model',
    rejected: 'it refuses',
    unavailable: 'it cannot be reached',
  } as const;
  return `${beginnings[problem.failure]} (${problem.detail}).`;
}
