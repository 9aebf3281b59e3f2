import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const note = z.object({ pid: z.int().positive(), publicUrl: z.url() });

/** Leaves word in the data folder of where this program is found, for commands beside it. Returns what takes it away. */
export async function noteRunning(dataFolder: string, publicUrl: URL): Promise<() => Promise<void>> {
  const file = fileIn(dataFolder);
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ pid: process.pid, publicUrl: publicUrl.origin })}\n`);
  return () => rm(file, { force: true });
}

/** The address of the program that runs on this data folder; null when none does, or none that takes requests. */
export async function findRunning(dataFolder: string): Promise<URL | null> {
  const text = await readFile(fileIn(dataFolder), 'utf8').catch(() => '');
  const read = note.safeParse(parsed(text));
  return read.success && isAlive(read.data.pid) ? new URL(read.data.publicUrl) : null;
}

function fileIn(dataFolder: string): string {
  return join(dataFolder, 'running.json');
}

/** A program that was killed leaves half a line, or none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives and belongs to another account.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
