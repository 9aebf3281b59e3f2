/**
 * A service that answers like an OpenAI-compatible one: it checks each request as the published description has it, tells what
 * it got, and can be told to fail in every way that a real one does.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** How it answers for the next so many requests (for ever unless said otherwise). */
export type SpeechHabit =
  | { how: 'status'; status: number; body?: unknown; retryAfter?: string }
  | { how: 'drop' }
  | { how: 'body'; body: string; contentType?: string }
  | { how: 'redirect'; to: string }
  /** So many bytes of JSON without an end. */
  | { how: 'flood'; bytes: number }
  /** A byte now and then, for ever. */
  | { how: 'trickle' };

export interface HeardSound {
  model: string;
  format: string;
  language: string | null;
  fileName: string;
  contentType: string;
  bytes: number;
}

export interface HeardChat {
  model: string;
  system: string;
  user: string;
  body: Record<string, unknown>;
}

export interface SpeechSimulator {
  url: string;
  /** What was wrong with requests, by the description. */
  violations: string[];
  sounds: HeardSound[];
  chats: HeardChat[];
  keys: (string | undefined)[];
  /** What is said in every sound. */
  says: { text: string; segments: { start: number; end: number; text: string }[]; duration: number };
  /** Content of the next chat answers; the last one stays. */
  sumsUp: { content: string | null; finish?: string; refusal?: string }[];
  /** As some servers of one's own: they know only this way of answering. */
  onlyFormat: string | null;
  /** As small servers: no schema; as newer models: no `max_tokens`. */
  refuses: { schema: boolean; maxTokens: boolean };
  /** The next answers; then it is itself again. */
  habits: SpeechHabit[];
  /** null: anybody may ask. */
  key: string | null;
  close(): Promise<void>;
}

const chatBody = z.strictObject({
  model: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.enum(['system', 'user']), content: z.string() })).min(1),
  max_tokens: z.number().int().positive().optional(),
  max_completion_tokens: z.number().int().positive().optional(),
  response_format: z
    .strictObject({
      type: z.literal('json_schema'),
      json_schema: z.strictObject({
        name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
        schema: z.record(z.string(), z.unknown()),
        strict: z.boolean(),
      }),
    })
    .optional(),
});
const parts = new Set([
  'file',
  'model',
  'language',
  'prompt',
  'response_format',
  'temperature',
  'timestamp_granularities[]',
  'chunking_strategy',
]);
const formats = new Set(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json']);
const extensions = /\.(flac|mp3|mp4|mpeg|mpga|m4a|ogg|wav|webm)$/;

export async function startSpeechSimulator(): Promise<SpeechSimulator> {
  const open = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const simulator: SpeechSimulator = {
    url: `http://127.0.0.1:${address.port}`,
    violations: [],
    sounds: [],
    chats: [],
    keys: [],
    says: {
      text: 'Good morning, Example Law. When is settlement?',
      segments: [
        { start: 0, end: 2.5, text: ' Good morning, Example Law.' },
        { start: 2.5, end: 6, text: ' When is settlement?' },
      ],
      duration: 6,
    },
    sumsUp: [
      { content: '{"summary":"The caller asked for the settlement date.","action_items":["Send the date"]}' },
    ],
    onlyFormat: null,
    refuses: { schema: false, maxTokens: false },
    habits: [],
    key: null,
    async close() {
      for (const timer of open) clearInterval(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const habit = simulator.habits.shift();
    if (habit) return misbehave(habit, response);
    const authorization = request.headers.authorization;
    simulator.keys.push(authorization);
    if (simulator.key !== null && authorization !== `Bearer ${simulator.key}`)
      return refuse(response, 401, 'Incorrect API key provided.', 'invalid_api_key');
    if (request.method !== 'POST') return refuse(response, 405, 'Not allowed');
    if (request.url === '/v1/audio/transcriptions') return await transcribe(request, body, response);
    if (request.url === '/v1/chat/completions') return chat(body, response);
    refuse(response, 404, 'Not found');
  }

  async function transcribe(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const type = request.headers['content-type'] ?? '';
    if (Number(request.headers['content-length']) !== body.length)
      simulator.violations.push('no exact content-length');
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const name of form.keys())
      if (!parts.has(name)) simulator.violations.push(`the part ${name} is not described`);
    const text = (name: string) => z.string().nullable().parse(form.get(name));
    const file = form.get('file');
    const format = text('response_format') ?? 'json';
    if (!(file instanceof File)) return refuse(response, 400, 'file is required');
    if (!extensions.test(file.name)) simulator.violations.push(`${file.name} tells no format`);
    if (!formats.has(format)) simulator.violations.push(`${format} is not described`);
    if (file.size > 25 * 1024 * 1024) return refuse(response, 413, 'Maximum content size limit exceeded');
    simulator.sounds.push({
      model: text('model') ?? '',
      format,
      language: text('language'),
      fileName: file.name,
      contentType: file.type,
      bytes: file.size,
    });
    if (text('model') === null) return refuse(response, 400, 'model is required');
    if (text('model') === 'unknown') return refuse(response, 404, 'The model does not exist');
    const { onlyFormat, says } = simulator;
    if (onlyFormat !== null && onlyFormat !== format)
      return refuse(response, 400, `response_format '${format}' is not compatible with this model`);
    if (format === 'json') return reply(response, { text: says.text });
    reply(response, {
      task: 'transcribe',
      language: 'english',
      ...says,
      segments: says.segments.map((segment, id) => ({
        id,
        seek: 0,
        tokens: [1],
        avg_logprob: -0.2,
        no_speech_prob: 0.01,
        ...segment,
      })),
    });
  }

  function chat(body: Buffer, response: ServerResponse): undefined {
    const parsed = chatBody.safeParse(JSON.parse(body.toString('utf8')));
    if (!parsed.success) {
      simulator.violations.push(z.prettifyError(parsed.error));
      return refuse(response, 400, 'Invalid request');
    }
    const { model, messages, response_format, max_tokens } = parsed.data;
    const said = (role: string) => messages.find((one) => one.role === role)?.content ?? '';
    simulator.chats.push({ model, system: said('system'), user: said('user'), body: parsed.data });
    if (simulator.refuses.maxTokens && max_tokens !== undefined)
      return refuse(
        response,
        400,
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        'unsupported_parameter',
      );
    if (simulator.refuses.schema && response_format)
      return refuse(response, 400, 'response_format is not supported');
    const [next] = simulator.sumsUp;
    if (simulator.sumsUp.length > 1) simulator.sumsUp.shift();
    reply(response, {
      id: 'chatcmpl-0001',
      object: 'chat.completion',
      created: 1_772_413_560,
      model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: next?.content ?? null, refusal: next?.refusal ?? null },
          finish_reason: next?.finish ?? 'stop',
        },
      ],
    });
  }

  function misbehave(habit: SpeechHabit, response: ServerResponse): undefined {
    switch (habit.how) {
      case 'status':
        if (habit.retryAfter) response.setHeader('retry-after', habit.retryAfter);
        return reply(response, habit.body ?? { error: { message: 'no' } }, habit.status);
      case 'drop':
        return void response.destroy();
      case 'body':
        response.writeHead(200, { 'content-type': habit.contentType ?? 'application/json' });
        return void response.end(habit.body);
      case 'redirect':
        return void response.writeHead(307, { location: habit.to }).end();
      case 'flood':
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"text":"');
        return void response.end('a'.repeat(habit.bytes));
      case 'trickle': {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        open.add(timer);
        response.on('close', () => clearInterval(timer));
      }
    }
  }
  return simulator;
}

function reply(response: ServerResponse, body: unknown, status = 200): undefined {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  code: string | null = null,
): undefined {
  reply(response, { error: { message, type: 'invalid_request_error', param: null, code } }, status);
}
