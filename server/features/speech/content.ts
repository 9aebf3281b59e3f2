/** What a draft holds: as the machine made it, and in the same shape as a person corrected it. */
import { z } from 'zod';

export const segment = z.object({
  start: z.number().nonnegative().describe('Seconds from the beginning of the recording'),
  end: z.number().nonnegative(),
  text: z.string().max(5000),
  speaker: z.string().max(80).nullable(),
});

export const transcriptContent = z.object({
  text: z.string().max(500_000),
  segments: z.array(segment).max(20_000).describe('Empty where the service tells no times'),
});
export type TranscriptContent = z.infer<typeof transcriptContent>;

export const summaryContent = z.object({
  summary: z.string().max(8000),
  actionItems: z.array(z.string().max(500)).max(20),
});
export type SummaryContent = z.infer<typeof summaryContent>;

/** The words of a transcript, one line a segment where there are segments. */
export function wordsOf({ text, segments }: TranscriptContent): string {
  if (segments.length === 0) return text;
  return segments.map((one) => (one.speaker === null ? one.text : `${one.speaker}: ${one.text}`)).join('\n');
}

/** With times: "[0:03] Ada: Good morning." */
export function timedWordsOf(content: TranscriptContent): string {
  if (content.segments.length === 0) return content.text;
  return content.segments
    .map(({ start, speaker, text }) => `[${clockOf(start)}] ${speaker === null ? '' : `${speaker}: `}${text}`)
    .join('\n');
}

/** 432 → "7:12" */
export function clockOf(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
