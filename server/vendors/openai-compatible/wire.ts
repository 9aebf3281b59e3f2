/** The answers of `/v1/audio/transcriptions` and `/v1/chat/completions`. Only `text` and `choices` can be relied on. */
import { z } from 'zod';

const seconds = z.coerce.number().nonnegative().nullish().catch(null);
const word = z.string().nullish().catch(null);

const segment = z.object({
  start: seconds,
  end: seconds,
  text: z.string().catch(''),
  speaker: word,
  no_speech_prob: z.number().nullish().catch(null),
  avg_logprob: z.number().nullish().catch(null),
});

export const transcription = z.object({
  text: z.string(),
  language: word,
  duration: seconds,
  segments: z.array(segment).nullish().catch(null),
});
export type Transcription = z.infer<typeof transcription>;

export const completion = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: word, refusal: word }),
        finish_reason: word,
      }),
    )
    .min(1),
});
export type CompletionAnswer = z.infer<typeof completion>;
