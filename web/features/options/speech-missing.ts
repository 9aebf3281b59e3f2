import type { SpeechSettings } from '../speech/queries.ts';
import type { SpeechOption } from './options.ts';

export type Missing = 'service' | 'transcriptionModel' | 'summaryModel' | 'consent';

const modelOf = { transcription: 'transcriptionModel', summary: 'summaryModel' } as const;

/** What the firm must enter before the option can be switched on, first things first; the server refuses it until then. */
export function missingFor(
  settings: Pick<SpeechSettings, 'baseUrl' | 'transcriptionModel' | 'summaryModel' | 'consent'>,
  option: SpeechOption,
): Missing | null {
  if (settings.baseUrl === '') return 'service';
  const model = modelOf[option];
  if (settings[model] === '') return model;
  return settings.consent.trim() === '' ? 'consent' : null;
}
