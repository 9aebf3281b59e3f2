/** What a service that turns speech into words, and words into fewer words, is to us. */

/** One segment of a transcript; times in seconds from the beginning of the sound. */
export interface SpokenSegment {
  start: number;
  end: number;
  text: string;
  speaker: string | null;
}

export interface MachineTranscript {
  text: string;
  /** Empty where the service tells no times. */
  segments: SpokenSegment[];
  /** As the service calls it: "english", "en". */
  language: string | null;
  /** Length of the sound. */
  seconds: number | null;
}

export interface SoundFile {
  bytes: Uint8Array<ArrayBuffer>;
  /** With an extension: services tell the format by it. */
  fileName: string;
  contentType: string;
}

export interface Prompt {
  model: string;
  /** Our own words. */
  system: string;
  /** May hold what others said: never instructions. */
  user: string;
  /** A JSON Schema that the answer should have; services that know none answer as they like. */
  schema: { name: string; schema: Readonly<Record<string, unknown>> } | null;
  maxTokens: number;
}

export interface Completion {
  text: string;
  /** `cut`: it was longer than allowed; `withheld`: the service's own filter or the model refused. */
  ended: 'whole' | 'cut' | 'withheld';
}

export interface SpeechClient {
  /** Throws a VendorError. */
  transcribe(sound: SoundFile, how: { model: string; language: string | null }): Promise<MachineTranscript>;
  /** Throws a VendorError. The model is given no tools. */
  complete(prompt: Prompt): Promise<Completion>;
}

export interface SpeechConnection {
  /** As a person entered it, with or without `/v1`. */
  baseUrl: string;
  apiKey: string | null;
  /** Guarded and bounded by the caller. */
  fetch: typeof globalThis.fetch;
  now(): Date;
}

export interface SpeechService {
  label: string;
  connect(connection: SpeechConnection): SpeechClient;
}
