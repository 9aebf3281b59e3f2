import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import {
  agesOf,
  type CurrentRates,
  confirmedBook,
  createRateBooks,
  type Fault,
  faultLine,
  type PartAge,
  type RateBook,
  readBook,
  versionOf,
} from '../../features/rates/index.ts';
import { print } from '../print.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError, type WithPlatform } from '../with-platform.ts';

const note = z.string().trim().max(500).default('');
const loadFlags = z.object({ bundled: z.boolean().default(false), note });
const confirmFlags = z.object({
  on: z.iso.date('Write it like 2026-11-22'),
  part: z.enum(['SDLT', 'LBTT', 'LTT', 'NSW', 'HMLR', 'ROS', 'information', 'vat']).optional(),
  note,
});

export function register(program: Command, withPlatform: WithPlatform): void {
  const rates = program
    .command('rates')
    .description('Tax bands and registration fees that quotes are calculated with');
  rates
    .command('show')
    .description('Tells which rates are in use and how old they are')
    .action(async (_options: unknown, command: Command) => {
      await withPlatform(
        command,
        async ({ platform }) => {
          const books = createRateBooks(platform.database);
          const told = tell(await books.current(), platform.clock.now());
          return { ...told, loaded: await books.list() };
        },
        (shown) => [summary(shown), ...shown.loaded.map(loadedLine)].join('\n'),
      );
    });
  rates
    .command('check <file>')
    .description('Says whether a file is a rate book without a fault; changes nothing')
    .action(async (file: string, _options: unknown, command: Command) => {
      const book = await readFileAsBook(file);
      print(
        command,
        { ok: true, id: book.id, version: versionOf(book), sets: countSets(book) },
        ({ version, sets }) => `${version}: ${sets} sets, no fault`,
      );
    });
  rates
    .command('load [file]')
    .description(
      'Takes another rate book into use, for every firm, at once; --bundled goes back to the program’s own',
    )
    .option('--bundled', 'the book that comes with the program')
    .option('--note <words>', 'what to remember about it')
    .action(async (file: string | undefined, options: unknown, command: Command) => {
      const flags = readFlags(loadFlags, options);
      if ((file === undefined) !== flags.bundled)
        throw new CommandError('Give the file of a rate book, or --bundled');
      const book = file === undefined ? null : await readFileAsBook(file);
      await withPlatform(
        command,
        async ({ platform }) => {
          const at = platform.clock.now();
          return tell(await createRateBooks(platform.database).load(book, { note: flags.note, at }), at);
        },
        summary,
      );
    });
  rates
    .command('confirm')
    .description(
      'Says that the rates in use were compared with the authorities and are right; keeps a new version',
    )
    .requiredOption('--on <day>', 'when they were compared')
    .option('--part <name>', 'only one: SDLT, LBTT, LTT, NSW, HMLR, ROS, information or vat (all)')
    .option('--note <words>', 'who looked, and where')
    .action(async (options: unknown, command: Command) => {
      const { on, part, note: about } = readFlags(confirmFlags, options);
      await withPlatform(
        command,
        async ({ platform }) => {
          const at = platform.clock.now();
          if (on > at.toISOString().slice(0, 10)) throw new CommandError('--on lies in the future');
          const books = createRateBooks(platform.database);
          const { book } = await books.current();
          return tell(await books.load(confirmedBook(book, on, part), { note: about, at }), at);
        },
        summary,
      );
    });
}

async function readFileAsBook(file: string): Promise<RateBook> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandError(`The file cannot be read: ${error.message}`);
  });
  const read = readBook(parseJson(text));
  if ('book' in read) return read.book;
  throw new CommandError(faultsInWords(read.faults));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`The file is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function faultsInWords(faults: readonly Fault[]): string {
  const lines = faults.slice(0, 50).map((fault) => `  ${faultLine(fault)}`);
  const more = faults.length > lines.length ? [`  … and ${faults.length - lines.length} more`] : [];
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return [`The rate book has ${count}; nothing was changed:`, ...lines, ...more].join('\n');
}

function countSets({ propertyTaxes, registrationFees, informationFees, vat }: RateBook): number {
  const taxes = propertyTaxes.flatMap(({ sets, surcharges }) => [
    ...sets,
    ...surcharges.flatMap(({ periods }) => periods),
  ]);
  const fees = registrationFees.flatMap(({ sets }) => sets);
  return taxes.length + fees.length + informationFees.sets.length + vat.sets.length;
}

interface Told {
  version: string;
  title: string;
  origin: 'bundled' | 'loaded';
  stale: boolean;
  parts: PartAge[];
}

function tell({ version, book, origin }: CurrentRates, now: Date): Told {
  const parts = agesOf(book, now.toISOString().slice(0, 10));
  return { version, title: book.title, origin, stale: parts.some(({ stale }) => stale), parts };
}

function summary({ version, title, origin, parts }: Told): string {
  const from = origin === 'bundled' ? 'comes with the program' : 'loaded';
  return [
    `${title} (${version}, ${from})`,
    ...parts.map(
      ({ part, confirmedOn, stale, why }) =>
        `${stale ? 'LOOK' : 'ok  '}  ${part.padEnd(11)}  confirmed on ${confirmedOn}${stale ? `: ${why.join(' ')}` : ''}`,
    ),
  ].join('\n');
}

function loadedLine(one: { version: string; loadedAt: Date; note: string }): string {
  const about = one.note === '' ? '' : ` (${one.note})`;
  return `${one.loadedAt.toISOString()}  ${one.version}${about}`;
}
