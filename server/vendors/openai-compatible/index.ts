/** Any server with OpenAI's addresses for speech and chat: the vendor's own, or one in the firm's office. */
import type { SpeechService } from '../ports.ts';
import { complete, transcribe } from './client.ts';

export const openaiCompatible: SpeechService = {
  label: 'OpenAI-compatible',
  connect: (connection) => ({
    transcribe: (sound, how) => transcribe(connection, sound, how),
    complete: (prompt) => complete(connection, prompt),
  }),
};
