import { type Transport, type VendorRequest, vendorFetch, vendorJson } from '../kit/http.ts';
import { parseVendorJson } from '../kit/json.ts';
import type { Completion, MachineTranscript, Prompt, SoundFile, SpeechConnection } from '../ports.ts';
import { VendorError } from '../ports.ts';
import { addressOf, completionOf, formatsOf, transcriptOf } from './map.ts';
import { completion, transcription } from './wire.ts';

/** An hour of talk takes a small server of the firm's own this long. */
const transcribeMs = 15 * 60_000;
const completeMs = 3 * 60_000;

export async function transcribe(
  connection: SpeechConnection,
  sound: SoundFile,
  { model, language }: { model: string; language: string | null },
): Promise<MachineTranscript> {
  const url = addressOf(connection.baseUrl, 'audio/transcriptions');
  let refused: VendorError | null = null;
  for (const format of formatsOf(model)) {
    const body = new FormData();
    body.append('file', new Blob([sound.bytes], { type: sound.contentType }), sound.fileName);
    body.append('model', model);
    if (language !== null) body.append('language', language);
    for (const [name, value] of Object.entries(format)) body.append(name, value);
    try {
      const request = { url, method: 'POST', body, timeoutMilliseconds: transcribeMs } as const;
      return transcriptOf(transcription.parse(await readTranscript(connection, request)));
    } catch (error) {
      // It may not know this way of answering; if it refuses the plain one too, its words tell why.
      refused = asRefusal(error, 'the answer holds no text');
      if (!mayBeTheFormat(refused)) throw refused;
    }
  }
  throw refused;
}

/** JSON, or plain text from servers that know no other way. */
async function readTranscript(connection: SpeechConnection, request: VendorRequest): Promise<unknown> {
  const { timeoutMilliseconds = transcribeMs } = request;
  const response = await vendorFetch(transportOf(connection), withKey(connection, request));
  const text = await within(timeoutMilliseconds, response.text());
  if (response.headers.get('content-type')?.startsWith('text/plain') && !text.trimStart().startsWith('{'))
    return { text };
  try {
    return parseVendorJson(text);
  } catch {
    throw new VendorError({ failure: 'rejected', detail: 'the answer is neither JSON nor text' });
  }
}

export async function complete(connection: SpeechConnection, prompt: Prompt): Promise<Completion> {
  const url = addressOf(connection.baseUrl, 'chat/completions');
  const { model, system, user, schema, maxTokens } = prompt;
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  let format = schema !== null;
  let limit: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';
  for (;;) {
    const body = JSON.stringify({
      model,
      messages,
      [limit]: maxTokens,
      ...(format && schema !== null
        ? { response_format: { type: 'json_schema', json_schema: { ...schema, strict: true } } }
        : {}),
    });
    try {
      const request = { url, method: 'POST', body, timeoutMilliseconds: completeMs } as const;
      const answer = await vendorJson(transportOf(connection), withKey(connection, request));
      return completionOf(completion.parse(answer));
    } catch (error) {
      const refused = asRefusal(error, 'the answer holds no message');
      const { failure, detail } = refused.problem;
      if (failure !== 'rejected') throw refused;
      // Each is left out at most once: newer models know only the other name, small servers know no schema.
      if (limit === 'max_tokens' && /max_(completion_)?tokens/.test(detail)) limit = 'max_completion_tokens';
      else if (format && mayBeTheFormat(refused)) format = false;
      else throw refused;
    }
  }
}

function transportOf({ fetch, now }: SpeechConnection): Transport {
  return { fetch, now };
}

function withKey({ apiKey }: SpeechConnection, request: VendorRequest): VendorRequest {
  const headers = {
    ...(typeof request.body === 'string' ? { 'content-type': 'application/json' } : {}),
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  return { ...request, headers, redirect: 'follow' };
}

function asRefusal(error: unknown, otherwise: string): VendorError {
  if (error instanceof VendorError) return error;
  return new VendorError({ failure: 'rejected', detail: otherwise });
}

function mayBeTheFormat({ problem }: VendorError): boolean {
  return problem.failure === 'rejected' && !/: 413\b/.test(problem.detail);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new VendorError({ failure: 'unavailable', detail: 'no answer in time' })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
