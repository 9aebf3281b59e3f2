/** The text in a file, read in a process of its own. */
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runIsolated } from '../../platform/isolated.ts';
import type { TextKind } from './file-kinds.ts';
import { maxTextBytes } from './text-sink.ts';

const program = fileURLToPath(new URL('./text-program.ts', import.meta.url));
const limits = { ms: 30_000, outputBytes: maxTextBytes + 1024, memoryMb: 384 };
const told = z.union([z.object({ why: z.string() }), z.object({ cut: z.boolean() })]);

export type Extracted = { text: string } | { why: string };

/** Never throws for what is in the file: a file that cannot be read has a reason. */
export async function extractText(kind: TextKind, content: Readable): Promise<Extracted> {
  const out = await runIsolated(program, [kind], content, limits);
  const end = out.indexOf(10);
  if (end < 0) return { why: 'it takes too long' };
  const facts = told.parse(JSON.parse(out.subarray(0, end).toString('utf8')));
  if ('why' in facts) return facts;
  const text = out.subarray(end + 1).toString('utf8');
  return /[\p{L}\p{N}]/u.test(text) ? { text } : { why: 'there is no text in it' };
}
