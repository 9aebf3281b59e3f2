import type { z } from 'zod';
import { CommandError } from './with-platform.ts';

/** Parses commander's options; the first thing wrong becomes one line that names the flag. */
export function readFlags<T extends z.ZodType>(shape: T, options: unknown): z.output<T> {
  const parsed = shape.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const flag = String(issue?.path[0] ?? '').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new CommandError(`--${flag} cannot be used: ${issue?.message ?? 'not valid'}`);
}
