import { describe, expect, test, vi } from 'vitest';
import * as serverLimits from '../../server/features/files/limits.ts';
import { choose, maxFileBytes, maxFilesInMessage, partBytes } from './limits.ts';
import { createUploadQueue, outcomeOf } from './queue.ts';
import type { ServerUploads, Upload } from './server-uploads.ts';
import { fateOf, fingerprintOf, type SendCallbacks, sentenceIn, type Transport } from './transport.ts';

const fileOf = (name: string, size = 10) => new File(['x'.repeat(size)], name, { lastModified: 1 });

function uploadOf(id: string, more: Partial<Upload> = {}): Upload {
  return {
    ...{
      id,
      conversationId: 'c',
      name: `${id}.txt`,
      sizeBytes: 10,
      receivedBytes: 10,
      state: 'clean',
      delivery: 'deliver',
    },
    ...{
      words: 'Scanned, nothing found.',
      sha256: null,
      contentType: null,
      typeMismatch: false,
      location: null,
    },
    ...{ expiresAt: '', createdAt: '' },
    ...more,
  };
}

/** A queue whose sending and server are in the test's hands. */
function world(server: Partial<ServerUploads> = {}) {
  const sends: { name: string; callbacks: SendCallbacks; paused: boolean }[] = [];
  const transport: Transport = {
    send(file, _wish, callbacks) {
      const send = { name: file.name, callbacks, paused: false };
      sends.push(send);
      return {
        async pause() {
          send.paused = true;
        },
      };
    },
  };
  const remove = vi.fn(async () => undefined);
  const queue = createUploadQueue({
    conversationId: 'c',
    transport,
    server: { find: async (id) => uploadOf(id), list: async () => [], remove, ...server },
    askEachMs: 1,
  });
  const states = () => queue.snapshot().items.map(({ name, state }) => `${name} ${state}`);
  return { queue, sends, remove, states };
}

test('the rules are the server’s', () => {
  expect({ maxFilesInMessage, maxFileBytes, partBytes }).toEqual({
    maxFilesInMessage: serverLimits.maxFilesInMessage,
    maxFileBytes: serverLimits.maxFileBytes,
    partBytes: serverLimits.partBytes,
  });
});

describe('what is chosen', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_none, index) => ({ name: `${index}`, size: 1, lastModified: 1 }));

  test('130 rule: the 131st is refused before a byte moves', () => {
    const { queue, sends } = world();
    queue.add(Array.from({ length: 131 }, (_none, index) => fileOf(`${index}.jpg`)));
    expect(queue.snapshot().items).toHaveLength(130);
    expect(queue.snapshot().refused).toEqual([{ name: '130.jpg', why: 'too_many' }]);
    expect(sends.map(({ name }) => name)).not.toContain('130.jpg');
  });
  test.each([
    ['130 at once', [], many(130), []],
    [
      'one more than 130',
      many(130),
      [{ name: 'more', size: 1, lastModified: 1 }],
      [{ name: 'more', why: 'too_many' }],
    ],
    ['the same again', many(1), many(1), [{ name: '0', why: 'twice' }]],
    [
      'too large',
      [],
      [{ name: 'film', size: maxFileBytes + 1, lastModified: 1 }],
      [{ name: 'film', why: 'too_large' }],
    ],
  ])('%s', (_name, there, chosen, refused) => {
    expect(choose(there, chosen).refused).toEqual(refused);
  });
});

describe('on the way', () => {
  test('three at a time, the next when one ends; an error is of one file alone', () => {
    const { queue, sends, states } = world();
    queue.add(['a', 'b', 'c', 'd', 'e'].map((name) => fileOf(name)));
    expect(states()).toEqual(['a sending', 'b sending', 'c sending', 'd waiting', 'e waiting']);
    sends[0]?.callbacks.failed('A file may have at most 100 MB; this one has 120 MB.', 'never');
    sends[1]?.callbacks.failed('', 'again');
    expect(states()).toEqual(['a refused', 'b failed', 'c sending', 'd sending', 'e sending']);
    expect(queue.snapshot().items[0]?.words).toContain('100 MB');
    expect(queue.snapshot().allReady).toBe(false);
  });

  test('progress is of all bytes; done, it is looked at, then it can be sent', async () => {
    const { queue, sends, states } = world();
    queue.add([fileOf('a', 30), fileOf('b', 70)]);
    sends[0]?.callbacks.progress(15);
    expect(queue.snapshot().progress).toBeCloseTo(0.15);
    sends[0]?.callbacks.done('u1');
    sends[1]?.callbacks.done('u2');
    expect(states()).toEqual(['a checking', 'b checking']);
    await vi.waitFor(() => expect(queue.snapshot().allReady).toBe(true));
    expect(queue.snapshot().uploadIds).toEqual(['u1', 'u2']);
  });

  test('held, it is asked about until an owner releases it, and then it can be sent', async () => {
    const held: Partial<Upload> = { state: 'unscannable', delivery: 'owner_must_release' };
    let released = false;
    const find = vi.fn(async (id: string) => uploadOf(id, released ? { ...held, delivery: 'warn' } : held));
    const { queue, sends, states } = world({ find });
    queue.add([fileOf('a')]);
    sends[0]?.callbacks.done('u1');
    await vi.waitFor(() => expect(states()).toEqual(['a held']));
    expect(queue.snapshot().allReady).toBe(false);
    const asked = find.mock.calls.length;
    await vi.waitFor(() => expect(find.mock.calls.length).toBeGreaterThan(asked));
    released = true;
    await vi.waitFor(() => expect(states()).toEqual(['a warning']));
    expect(queue.snapshot().allReady).toBe(true);
  });

  test('paused it stops and makes room; resumed it goes on', () => {
    const { queue, sends, states } = world();
    queue.add(['a', 'b', 'c', 'd'].map((name) => fileOf(name)));
    const [first] = queue.snapshot().items;
    queue.pause(first?.key ?? '');
    expect(sends[0]?.paused).toBe(true);
    expect(states()).toEqual(['a paused', 'b sending', 'c sending', 'd sending']);
    queue.resume(first?.key ?? '');
    sends[1]?.callbacks.done('u');
    expect(states()).toEqual(['a sending', 'b checking', 'c sending', 'd sending']);
  });

  test('another tab went on with it: this one rests and does not take it back', () => {
    const { queue, sends, states } = world();
    queue.add([fileOf('a')]);
    sends[0]?.callbacks.failed('', 'overtaken');
    expect(states()).toEqual(['a paused']);
    expect(sends).toHaveLength(1);
  });

  test('removed it is off the server, too', () => {
    const { queue, sends, remove, states } = world();
    queue.add([fileOf('a')]);
    sends[0]?.callbacks.begun('u1');
    queue.remove(queue.snapshot().items[0]?.key ?? '');
    expect([states(), sends[0]?.paused]).toEqual([[], true]);
    expect(remove).toHaveBeenCalledWith('u1');
  });

  test('after a reload: what is there is there, what had begun asks for its file and goes on', async () => {
    const list = async () => [
      uploadOf('done'),
      uploadOf('half', { state: 'receiving', delivery: null, receivedBytes: 4 }),
    ];
    const { queue, sends, states } = world({ list });
    await queue.restore();
    expect(states()).toEqual(['done.txt ready', 'half.txt needs_file']);
    queue.add([fileOf('half.txt')]);
    expect(states()).toEqual(['done.txt ready', 'half.txt sending']);
    expect(sends.map(({ name }) => name)).toEqual(['half.txt']);
  });

  test('after a reload what had begun says what to do, not where it is', async () => {
    const words = 'It is still on its way.';
    const { queue } = world({
      list: async () => [uploadOf('half', { state: 'receiving', delivery: null, words })],
    });
    await queue.restore();
    expect(queue.snapshot().items).toMatchObject([{ state: 'needs_file', words: '' }]);
  });

  test('in another browser it begins anew, and what was there of it goes', async () => {
    const half = uploadOf('half', { state: 'receiving', delivery: null });
    const { queue, sends, remove } = world({ list: async () => [half] });
    await queue.restore();
    queue.add([fileOf('half.txt')]);
    sends[0]?.callbacks.begun('half');
    expect(remove).not.toHaveBeenCalled();
    sends[0]?.callbacks.begun('anew');
    expect(remove).toHaveBeenCalledWith('half');
    expect(queue.snapshot().items.map(({ uploadId }) => uploadId)).toEqual(['anew']);
  });
});

test.each<[Partial<Upload>, ReturnType<typeof outcomeOf>['state']]>([
  [{ state: 'receiving', delivery: null }, 'needs_file'],
  [{ state: 'scanning', delivery: null }, 'checking'],
  [{ state: 'clean', delivery: 'deliver' }, 'ready'],
  [{ state: 'unscannable', delivery: 'warn' }, 'warning'],
  [{ state: 'unscannable', delivery: 'owner_must_release' }, 'held'],
  [{ state: 'infected', delivery: 'blocked' }, 'refused'],
])('%o → %s', (more, state) => {
  expect(outcomeOf(uploadOf('u', more)).state).toBe(state);
});

test.each([
  [0, 'again'],
  [503, 'again'],
  [409, 'again'],
  [429, 'again'],
  [412, 'overtaken'],
  [404, 'never'],
  [410, 'never'],
  [413, 'never'],
] as const)('an answer of %i: %s', (status, fate) => {
  expect(fateOf(status)).toBe(fate);
});

test('the server’s sentence', () => {
  expect(sentenceIn('{"detail":"At most 20 uploads at a time."}')).toBe('At most 20 uploads at a time.');
  expect([sentenceIn('<html>'), sentenceIn('{}')]).toEqual(['', '']);
});

test('the same file of another conversation, or with another wish, is another upload', () => {
  const file = { name: 'a', size: 1, lastModified: 1 };
  const prints = [
    fingerprintOf('/api/v1', 'c', file, false),
    fingerprintOf('/api/v1', 'd', file, false),
    fingerprintOf('/portal/api', 'c', file, false),
    fingerprintOf('/api/v1', 'c', file, true),
  ];
  expect(new Set(prints).size).toBe(4);
});
