import { describe, expect, test } from 'vitest';
import { tellWrite } from './writes.tsx';

const create = (failure: string | null) => ({ action: 'create', failure }) as const;

describe('what became of a write, in words', () => {
  test.each([
    [
      'the vendor’s sentence without address, status and code',
      create('rejected'),
      'POST /v1/interactions: 422 invalid_matter · The matter is closed.',
      { words: 'refused_create', said: 'The matter is closed.' },
    ],
    [
      'a code alone is no reason',
      create('rejected'),
      'POST /v1/fees: 400 INVALID_DATA',
      { words: 'refused_create', said: null },
    ],
    ['no words at all', create('rejected'), 'PATCH /v1/fees/7: 422', { words: 'refused_create', said: null }],
    [
      'data is no sentence',
      create('rejected'),
      'POST /v1/fees: 400 {"fields": {"a": "b c"}}',
      { words: 'refused_create', said: null },
    ],
    [
      'a right that is missing',
      create('rejected'),
      '403 You need the right to edit time.',
      { words: 'forbade_create', said: 'You need the right to edit time.' },
    ],
    [
      'an answer that names no address',
      create('rejected'),
      'MANDATORY_NOT_FOUND · required field not found',
      { words: 'refused_create', said: 'required field not found' },
    ],
    [
      'our own sentence: nobody refused it',
      create('rejected'),
      'The file is larger than 100 MB',
      { words: 'could_create', said: 'The file is larger than 100 MB' },
    ],
    [
      'a change',
      { action: 'update', failure: 'rejected' },
      'PATCH /v1/fees/7: 422 The fee is billed.',
      { words: 'refused_update', said: 'The fee is billed.' },
    ],
    [
      'what the network says is for those who mend it',
      create('unavailable'),
      'POST /v1/fees: fetch failed: connect ECONNREFUSED',
      { words: 'told_unavailable', said: null },
    ],
    [
      'down for a reason that it tells',
      create('unavailable'),
      'POST /v1/fees: 503 We are back at nine.',
      { words: 'told_unavailable', said: 'We are back at nine.' },
    ],
    [
      'nothing went wrong',
      create(null),
      'Somebody changed the text there; it was left alone.',
      { words: null, said: 'Somebody changed the text there; it was left alone.' },
    ],
    [
      'never possible, in our words',
      create('impossible'),
      'The matter is no longer there.',
      { words: null, said: 'The matter is no longer there.' },
    ],
  ] as const)('%s', (_name, write, detail, told) => {
    expect(tellWrite(write, detail)).toEqual(told);
  });
});
