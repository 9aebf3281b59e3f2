/** From the service's answers to ours. Pure. */
import type { Completion, MachineTranscript, SpokenSegment } from '../ports.ts';
import type { CompletionAnswer, Transcription } from './wire.ts';

const longestText = 500_000;
const longestSegment = 5_000;
const mostSegments = 20_000;

/** What a model hears in silence: its own rule for it, as Whisper applies it. */
function isSilence({ no_speech_prob, avg_logprob }: NonNullable<Transcription['segments']>[number]): boolean {
  return (no_speech_prob ?? 0) > 0.6 && (avg_logprob ?? 0) < -1;
}

export function transcriptOf(answer: Transcription): MachineTranscript {
  const heard = answer.segments ?? [];
  const spoken = heard.filter((one) => !isSilence(one));
  const segments = spoken.slice(0, mostSegments).flatMap((one): SpokenSegment[] => {
    const text = plain(one.text).slice(0, longestSegment);
    const start = one.start ?? 0;
    const end = Math.max(start, one.end ?? start);
    return text === '' ? [] : [{ start, end, text, speaker: plain(one.speaker ?? '').slice(0, 80) || null }];
  });
  segments.sort((a, b) => a.start - b.start);
  const whole =
    spoken.length < heard.length ? segments.map(({ text }) => text).join(' ') : plain(answer.text);
  return {
    text: whole.slice(0, longestText),
    segments,
    language: plain(answer.language ?? '').slice(0, 40) || null,
    seconds: answer.duration ?? null,
  };
}

export function completionOf({ choices }: CompletionAnswer): Completion {
  const [choice] = choices;
  const content = plain(choice?.message.content ?? '');
  const refusal = plain(choice?.message.refusal ?? '');
  const reason = choice?.finish_reason;
  if (reason === 'content_filter' || (content === '' && refusal !== ''))
    return { text: refusal.slice(0, 500), ended: 'withheld' };
  return { text: content, ended: reason === 'length' ? 'cut' : 'whole' };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is taken out
const unshowable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** PostgreSQL takes no NUL; the rest of the control characters can be shown to nobody. */
function plain(text: string): string {
  return text.replaceAll(unshowable, '').toWellFormed().trim();
}

/** `{base}/v1/…`, whether or not the `/v1` was entered. */
export function addressOf(baseUrl: string, path: string): string {
  const url = new URL(baseUrl);
  const base = url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '');
  return `${url.origin}${base}/v1/${path}`;
}

/** The ways to ask for a transcript, the most telling first; each model and server knows some of them. */
export function formatsOf(model: string): Record<string, string>[] {
  return model.includes('diarize')
    ? [{ response_format: 'diarized_json', chunking_strategy: 'auto' }, { response_format: 'json' }]
    : [
        { response_format: 'verbose_json', 'timestamp_granularities[]': 'segment' },
        { response_format: 'json' },
      ];
}
