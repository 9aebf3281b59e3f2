/** What a benchmark tells: a table for people and the same as JSON, with the machine it ran on. */
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';

export interface Report {
  name: string;
  /** One sentence: what was measured, and how. */
  about: string;
  columns: string[];
  rows: (string | number)[][];
  /** Each target of spec/operations.md with what was reached. */
  targets: { target: string; reached: string; met: boolean }[];
  /** Settings that matter for the figures. */
  settings: Record<string, string | number>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

function machine(): Record<string, string | number> {
  const [cpu] = cpus();
  return {
    cpu: cpu?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    commit: git('rev-parse', '--short', 'HEAD'),
    changed:
      git('status', '--porcelain', '--untracked-files=no', '--', 'server', 'migrations', 'bench/*.ts') === ''
        ? 'no'
        : 'yes',
    date: new Date().toISOString().slice(0, 10),
  };
}

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

export async function publish(report: Report): Promise<void> {
  const where = { ...machine(), ...report.settings };
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const text = [
    `# ${report.name}`,
    '',
    report.about,
    '',
    line(report.columns),
    line(report.columns.map(() => '---')),
    ...report.rows.map(line),
    '',
    ...report.targets.map(
      ({ target, reached, met }) => `- ${met ? 'met' : '**missed**'}: ${target}; reached ${reached}`,
    ),
    '',
    Object.entries(where)
      .map(([key, value]) => `${key} ${value}`)
      .join(' · '),
    '',
  ].join('\n');
  console.log(`\n${text}`);
  const folder = new URL('./results/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL(`${report.name}.md`, folder), text);
  await writeFile(
    new URL(`${report.name}.json`, folder),
    `${JSON.stringify({ ...report, machine: where }, null, 2)}\n`,
  );
}
