/** Against the stand-in: every way of answering that the vendor and servers of one's own have. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SpeechSimulator, startSpeechSimulator } from '../../../simulators/speech/index.ts';
import { type SpeechClient, VendorError } from '../ports.ts';
import { openaiCompatible } from './index.ts';
import { addressOf, completionOf, transcriptOf } from './map.ts';

let simulator: SpeechSimulator;
let client: SpeechClient;
beforeAll(async () => {
  simulator = await startSpeechSimulator();
});
beforeEach(() => {
  Object.assign(simulator, {
    onlyFormat: null,
    refuses: { schema: false, maxTokens: false },
    habits: [],
    key: 'secret',
    sounds: [],
    chats: [],
    violations: [],
  });
  client = openaiCompatible.connect({
    baseUrl: `${simulator.url}/v1/`,
    apiKey: 'secret',
    fetch: globalThis.fetch,
    now: () => new Date('2026-03-02T10:00:00.000Z'),
  });
});
afterAll(() => simulator.close());

const sound = { bytes: new Uint8Array([1, 2, 3]), fileName: 'recording.mp3', contentType: 'audio/mpeg' };
const whisper = { model: 'whisper-1', language: null };
const prompt = {
  model: 'small',
  system: 'Sum up.',
  user: 'Hello.',
  schema: { name: 's', schema: { type: 'object' } },
  maxTokens: 100,
};

test('with times where the service tells them', async () => {
  const made = await client.transcribe(sound, { model: 'whisper-1', language: 'en' });
  expect(made).toMatchObject({
    text: 'Good morning, Example Law. When is settlement?',
    language: 'english',
    seconds: 6,
    segments: [
      { start: 0, end: 2.5, text: 'Good morning, Example Law.', speaker: null },
      { start: 2.5, end: 6, text: 'When is settlement?', speaker: null },
    ],
  });
  expect(simulator.sounds).toMatchObject([
    { model: 'whisper-1', format: 'verbose_json', language: 'en', fileName: 'recording.mp3', bytes: 3 },
  ]);
  expect(simulator.violations).toEqual([]);
});

test('only text, where the service knows no other way', async () => {
  simulator.onlyFormat = 'json';
  const made = await client.transcribe(sound, whisper);
  expect(made).toMatchObject({ text: simulator.says.text, segments: [], seconds: null });
  expect(simulator.sounds.map(({ format }) => format)).toEqual(['verbose_json', 'json']);
});

test('a model that tells speakers is asked for them', async () => {
  await client.transcribe(sound, { model: 'gpt-4o-transcribe-diarize', language: null });
  expect(simulator.sounds.map(({ format }) => format)).toEqual(['diarized_json']);
  expect(simulator.violations).toEqual([]);
});

test('plain text is taken as it is', async () => {
  simulator.habits = [{ how: 'body', body: 'Hello there.\n', contentType: 'text/plain; charset=utf-8' }];
  expect(await client.transcribe(sound, whisper)).toMatchObject({ text: 'Hello there.', segments: [] });
});

describe('what goes wrong', () => {
  const failureOf = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof VendorError)) throw new Error('no vendor error');
    return error.problem;
  };
  test.each([
    ['a wrong key', { how: 'status', status: 401 }, 'unauthorised'],
    ['no such model', { how: 'status', status: 404 }, 'not_found'],
    ['too large', { how: 'status', status: 413, body: { detail: 'too big' } }, 'rejected'],
    ['too often', { how: 'status', status: 429, retryAfter: '7' }, 'rate_limited'],
    ['broken', { how: 'status', status: 503 }, 'unavailable'],
    ['a broken line', { how: 'drop' }, 'unavailable'],
  ] as const)('%s', async (_name, habit, failure) => {
    simulator.habits = [habit];
    const problem = await failureOf(client.transcribe(sound, whisper));
    expect(problem.failure).toBe(failure);
    if (problem.failure === 'rate_limited')
      expect(problem.retryAt).toEqual(new Date('2026-03-02T10:00:07.000Z'));
  });
  test('an answer of another shape is refused, not stored', async () => {
    simulator.habits = [
      { how: 'body', body: '{"words":[]}' },
      { how: 'body', body: '<html>' },
    ];
    expect(await failureOf(client.transcribe(sound, whisper))).toMatchObject({ failure: 'rejected' });
  });
  test('an answer without a choice', async () => {
    simulator.habits = [
      { how: 'body', body: '{"choices":[]}' },
      { how: 'body', body: '{"choices":[]}' },
    ];
    expect(await failureOf(client.complete(prompt))).toMatchObject({ failure: 'rejected' });
  });
});

describe('chat', () => {
  test('asks with a schema, and without tools', async () => {
    const answer = await client.complete(prompt);
    expect(answer.ended).toBe('whole');
    expect(Object.keys(simulator.chats[0]?.body ?? {}).sort()).toEqual([
      'max_tokens',
      'messages',
      'model',
      'response_format',
    ]);
    expect(simulator.violations).toEqual([]);
  });
  test('leaves out what a server does not know, once each', async () => {
    simulator.refuses = { schema: true, maxTokens: true };
    await client.complete(prompt);
    expect(simulator.chats).toHaveLength(3);
    expect(simulator.chats[2]?.body).not.toHaveProperty('response_format');
    expect(simulator.chats[2]?.body).toHaveProperty('max_completion_tokens', 100);
  });
});

describe('map', () => {
  test.each([
    ['https://api.example.com', 'https://api.example.com/v1/audio'],
    ['https://api.example.com/', 'https://api.example.com/v1/audio'],
    ['https://api.example.com/v1', 'https://api.example.com/v1/audio'],
    ['https://api.example.com/v1/', 'https://api.example.com/v1/audio'],
    ['https://example.com/openai/v1', 'https://example.com/openai/v1/audio'],
  ])('%s', (base, address) => expect(addressOf(base, 'audio')).toBe(address));

  test('what was invented in silence is left out, also of the text', () => {
    const said = { start: 0, end: 1, text: 'Hello.', speaker: null, no_speech_prob: 0.1, avg_logprob: -0.2 };
    const silent = {
      ...said,
      start: 1,
      text: 'Thanks for watching!',
      no_speech_prob: 0.9,
      avg_logprob: -1.4,
    };
    const made = transcriptOf({
      text: 'Hello. Thanks for watching!',
      language: null,
      duration: 2,
      segments: [said, silent],
    });
    expect(made.text).toBe('Hello.');
    expect(made.segments).toHaveLength(1);
  });
  test('NUL and other control characters go; times run forward', () => {
    const odd = {
      start: 5,
      end: 2,
      text: 'a\u0000b\u0007',
      speaker: '',
      no_speech_prob: null,
      avg_logprob: null,
    };
    expect(transcriptOf({ text: 'x\u0000', language: null, duration: null, segments: [odd] })).toMatchObject({
      text: 'x',
      segments: [{ start: 5, end: 5, text: 'ab', speaker: null }],
    });
  });
  test.each([
    ['stop', 'words', null, { text: 'words', ended: 'whole' }],
    [null, 'words', null, { text: 'words', ended: 'whole' }],
    ['length', 'wor', null, { text: 'wor', ended: 'cut' }],
    ['content_filter', 'wor', null, { text: '', ended: 'withheld' }],
    ['stop', null, 'I cannot.', { text: 'I cannot.', ended: 'withheld' }],
  ])('an answer that ended with %s', (finish_reason, content, refusal, expected) => {
    expect(completionOf({ choices: [{ message: { content, refusal }, finish_reason }] })).toEqual(expected);
  });
});
