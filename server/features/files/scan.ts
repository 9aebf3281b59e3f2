/** Looks at a content: what it holds is counted, then the engine is asked. */
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Bytes, lookInside } from './archive.ts';
import type { Scanner } from './clamd.ts';
import { decideScan, type EngineAnswer, type ScanFacts } from './scan-decide.ts';
import type { Verdict } from './states.ts';

export interface Scanned {
  verdict: Verdict;
  detail: string;
  /** Version of engine and signatures; empty when none was asked. */
  engine: string;
}

/** The bytes of a stored file, in any order. */
export function storedBytes(
  { files }: Pick<Platform, 'files'>,
  file: { firmId: string; sha256: Buffer; sizeBytes: number },
): Bytes {
  return {
    size: file.sizeBytes,
    read: async (start, end) => found(await files.get(file.firmId, file.sha256, { start, end: end - 1 })),
  };
}

export async function scanContent(scanner: Scanner | null, source: Bytes): Promise<Scanned> {
  const limits = scanner?.limits ?? null;
  const facts: ScanFacts = { sizeBytes: source.size, limits, inside: { kind: 'plain' }, answer: null };
  const early = decideScan(facts);
  if (early !== 'ask' || scanner === null || limits === null)
    return { ...(early === 'ask' ? { verdict: 'unscanned' as const, detail: '' } : early), engine: '' };
  facts.inside = await lookInside(source, limits);
  const counted = decideScan(facts);
  if (counted !== 'ask') return { ...counted, engine: await versionOf(scanner) };
  const engine = await versionOf(scanner);
  facts.answer = await ask(scanner, source);
  const step = decideScan(facts);
  return step === 'ask'
    ? { verdict: 'error', detail: 'no_rule', engine }
    : { ...step, engine: step.verdict === 'error' ? '' : engine };
}

/** An engine that is away has no version; the question itself then says so. */
async function versionOf(scanner: Scanner): Promise<string> {
  return await scanner.version().catch(() => '');
}

async function ask(scanner: Scanner, source: Bytes): Promise<EngineAnswer> {
  if (source.size === 0) return { kind: 'ok' };
  return await scanner.scan(await source.read(0, source.size));
}
