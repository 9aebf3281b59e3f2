import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { observation } from '../ports.ts';
import { genericColumns, readCallLogCsv } from './index.ts';

const own = ['+44 20 7946 0002'];
const options = { layout: 'auto', timeZone: 'Europe/London', ownNumbers: own } as const;

function read(text: string, change: Partial<Parameters<typeof readCallLogCsv>[1]> = {}) {
  const result = readCallLogCsv(text, { ...options, ...change });
  for (const row of result.rows) z.array(observation).min(1).parse(row.observations);
  return result;
}

const header = 'callId,direction,from,to,startedAt,answeredAt,talkSeconds,staffExtension';

describe('the generic layout', () => {
  test('a row is a whole call; times without an offset are in the given zone', () => {
    const { rows, problems } = read(
      `${header}\nc1,inbound,+442079460001,+442079460002,2026-07-02 10:00:00,2026-07-02 10:00:06,60,101\n`,
    );
    expect(problems).toEqual([]);
    expect(rows).toMatchObject([
      {
        line: 2,
        observations: [
          {
            kind: 'call',
            links: ['csv:c1'],
            direction: 'inbound',
            role: 'user',
            status: 'ended',
            startedAt: '2026-07-02T09:00:00.000Z',
            answeredAt: '2026-07-02T09:00:06.000Z',
            endedAt: '2026-07-02T09:01:06.000Z',
            talkSeconds: 60,
            near: { extension: '101', number: '+442079460002' },
            far: { number: '+442079460001' },
            fromCallLog: true,
            sessionEnded: true,
          },
        ],
      },
    ]);
  });

  test.each([
    ['From;To;Started At;Talk Seconds\n+442079460001;02079460002;2026-03-02T01:00:00Z;1:05', 'inbound', 65],
    ['from\tto\tstarted_at\ttalk-seconds\n101\t+442079460001\t2026-03-02 01:00\t0', 'outbound', 0],
    [
      '\ufeff"FROM","TO","startedat","talkseconds"\n"020 7946 0002","+442079460001","2026-03-02 01:00:00","90"',
      'outbound',
      90,
    ],
  ])(
    'spellings of header, delimiter and length; direction from the firm’s side (%#)',
    (text, direction, talkSeconds) => {
      expect(read(text)).toMatchObject({
        problems: [],
        rows: [{ observations: [{ direction, talkSeconds }] }],
      });
    },
  );

  test('a text and a fax', () => {
    const text =
      'type,from,to,occurredAt,body,pages\nmessage.received,+442079460001,+442079460002,2026-03-02T01:00:00Z,"Two\nlines",\nfax.sent,+442079460002,+442079460001,2026-03-02T01:00:00Z,,3\n';
    expect(read(text)).toMatchObject({
      problems: [],
      rows: [
        { line: 2, observations: [{ kind: 'message', direction: 'inbound', body: 'Two\nlines' }] },
        { line: 4, observations: [{ kind: 'fax', direction: 'outbound', pages: 3 }] },
      ],
    });
  });

  test('each rubbish line is reported by line, column and reason, and stops nothing', () => {
    const good = 'c9,inbound,+442079460001,+442079460002,2026-03-02 10:00:00,,0,101';
    const lines = [
      header,
      'c1,sideways,+442079460001,+442079460002,2026-03-02 10:00:00,,0,101',
      'c2,inbound,+442079460001,+442079460002,02/03/2026 10:00,,0,101',
      'c3,inbound,+442079460001,+442079460002,2026-03-02 10:00:00,,much,101',
      'c4,inbound,+442079460001,+442079460002,,,0,101',
      'c5,,+442079460001,+442079460003,2026-03-02 10:00:00,,0,101',
      'rubbish',
      good,
    ];
    const { rows, problems } = read(lines.join('\n'));
    expect(rows.map(({ line }) => line)).toEqual([8]);
    expect(problems.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [2, 'direction', 'unknown_value'],
      [3, 'startedAt', 'bad_time'],
      [4, 'talkSeconds', 'bad_number'],
      [5, 'startedAt', 'missing_value'],
      [6, 'direction', 'direction_unknown'],
      [7, 'startedAt', 'missing_value'],
    ]);
  });

  test('a quote that is never closed costs its own line only', () => {
    const good = 'c9,inbound,+442079460001,+442079460002,2026-03-02 10:00:00,,0,101';
    const { rows, problems } = read([header, good, '"c1,inbound', good.replace('c9', 'c10')].join('\n'));
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(problems).toMatchObject([{ line: 3, reason: 'broken_quotes' }]);
  });

  test('the same row has the same id, another has another', () => {
    const row = 'c1,inbound,+442079460001,+442079460002,2026-03-02 10:00:00,,0,101';
    const ids = read([header, row, row, row.replace('c1', 'c2')].join('\n')).rows.map(
      ({ eventId }) => eventId,
    );
    expect(new Set(ids).size).toBe(2);
  });

  test.each([
    ['', 'empty_file'],
    ['a,b\n1,2', 'no_header'],
    ['\n\n', 'empty_file'],
  ])('%j: %s', (text, reason) => {
    expect(read(text)).toMatchObject({ rows: [], problems: [{ reason }] });
  });
});

const cdr = (change: Record<string, string>) => {
  const cells: Record<string, string> = {
    accountcode: '""',
    src: '"442079460001"',
    dst: '"442079460002"',
    dcontext: '"from-trunk"',
    clid: '"""Pat Example"" <442079460001>"',
    channel: '"PJSIP/carrier-00000000"',
    dstchannel: '"PJSIP/101-00000001"',
    lastapp: '"Dial"',
    lastdata: '""',
    start: '"2026-03-02 01:00:00"',
    answer: '"2026-03-02 01:00:06"',
    end: '"2026-03-02 01:04:13"',
    duration: '253',
    billsec: '247',
    disposition: '"ANSWERED"',
    amaflags: '"DOCUMENTATION"',
    uniqueid: '"1772413200.0"',
    userfield: '""',
    ...change,
  };
  return Object.values(cells).join(',');
};

describe('the Asterisk layout', () => {
  test('an answered call from outside: device, extension, caller and talk', () => {
    expect(read(cdr({}), { timeZone: 'Australia/Melbourne' })).toMatchObject({
      problems: [],
      rows: [
        {
          line: 1,
          observations: [
            {
              links: ['ast:1772413200.0'],
              direction: 'inbound',
              role: 'user',
              talkSeconds: 247,
              startedAt: '2026-03-01T14:00:00.000Z',
              near: { extension: '101', number: '442079460002' },
              far: { number: '442079460001', name: 'Pat Example' },
            },
          ],
        },
      ],
    });
  });

  test.each([
    [
      'out by the extension',
      { src: '"101"', dst: '"442079460001"', channel: '"PJSIP/101-00000001"', dcontext: '"x"' },
      'outbound',
      undefined,
    ],
    ['in by the number dialled', { dcontext: '"x"' }, 'inbound', undefined],
    ['in by the context', { dst: '"61370000001"' }, 'inbound', undefined],
    ['between extensions', { src: '"101"', dst: '"102"' }, 'outbound', true],
  ])('direction: %s', (_name, change, direction, internal) => {
    const [row] = read(cdr(change)).rows;
    expect(row?.observations[0]).toMatchObject({ direction, ...(internal ? { internal } : {}) });
  });

  test.each([
    [{ dcontext: '"x"', dst: '"61370000001"' }, undefined, 'direction_unknown'],
    [{ start: '"yesterday"' }, 'start', 'bad_time'],
    [{ billsec: 'x' }, 'billsec', 'bad_number'],
    [{ disposition: '"PERHAPS"' }, 'disposition', 'unknown_value'],
    [{ uniqueid: '""' }, 'uniqueid', 'missing_value'],
  ])('%j is a problem of its line', (change, column, reason) => {
    const { rows, problems } = read([cdr(change), cdr({ uniqueid: '"2.0"' })].join('\n'), {
      layout: 'asterisk',
    });
    expect(rows).toHaveLength(1);
    expect(problems).toMatchObject([{ line: 1, reason, ...(column === undefined ? {} : { column }) }]);
  });

  test('phones that rang together are legs of one call; only the one that answered talked', () => {
    const silent = {
      dstchannel: '"PJSIP/102-00000002"',
      disposition: '"NO ANSWER"',
      answer: '',
      billsec: '0',
    };
    const [row] = read([cdr(silent), cdr({})].join('\n')).rows;
    expect(row?.observations).toMatchObject([{ talkSeconds: 0, reason: 'no answer' }, { talkSeconds: 247 }]);
  });

  test('answered by the system alone is nobody’s talk', () => {
    expect(read(cdr({ dstchannel: '""', lastapp: '"VoiceMail"' })).rows[0]?.observations).toMatchObject([
      { role: 'group', status: 'voicemail', talkSeconds: 0 },
    ]);
  });
});

const capture = new URL('../../../../shared/data/telephony/asterisk-cdr-Master.csv', import.meta.url);
describe.skipIf(!existsSync(capture))(
  'the captured file (../shared/data/telephony, when it is there)',
  () => {
    test('five rows are four calls; the unanswered one is one call', () => {
      const { rows, problems } = read(readFileSync(capture, 'utf8'));
      expect(problems).toEqual([]);
      expect(rows.map(({ line, observations }) => [line, observations.length])).toEqual([
        [1, 1],
        [2, 1],
        [4, 1],
        [5, 1],
      ]);
      expect(rows[1]?.observations[0]).toMatchObject({
        direction: 'inbound',
        talkSeconds: 0,
        reason: 'no answer',
        far: { number: 'sipp' },
      });
    });
  },
);

test('nothing makes it throw, and every row is read or reported', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('2026-03-02 01:00:00', 'inbound', '101', '"', ',', '\n', 'ANSWERED'),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { maxLength: 20 })),
      fc.constantFrom('auto', 'generic', 'asterisk'),
      (lines, layout) => {
        const body = lines.map((cells) => cells.join(',')).join('\n');
        read(body, { layout });
        read(`${genericColumns.join(',')}\n${body}`, { layout });
      },
    ),
  );
});

test('docs/generic-source.md names every column', () => {
  const guide = readFileSync(new URL('../../../docs/generic-source.md', import.meta.url), 'utf8');
  const [columns = ''] = guide.split('## The same as CSV')[1]?.match(/^`type`[^-]*/m) ?? [];
  const named = [...columns.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual([...genericColumns].toSorted());
});
