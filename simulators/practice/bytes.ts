/** Bytes in and out. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './contract.ts';
import type { Fault } from './faults.ts';

export async function collect(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function pack({ body, headers = {} }: Answer): { bytes: Buffer; headers: Record<string, string> } {
  if (body === undefined) return { bytes: Buffer.alloc(0), headers };
  if (Buffer.isBuffer(body)) return { bytes: body, headers };
  const isText = typeof body === 'string';
  const bytes = Buffer.from(isText ? body : JSON.stringify(body));
  return { bytes, headers: { 'content-type': isText ? 'text/plain' : 'application/json', ...headers } };
}

export function send(response: ServerResponse, made: Answer): void {
  const { bytes, headers } = pack(made);
  response.writeHead(made.status, { ...headers, 'content-length': String(bytes.length) });
  response.end(bytes);
}

/** Half of the answer, slowly, and then the line breaks. */
export async function trickle(
  response: ServerResponse,
  made: Answer,
  { milliseconds = 20 }: Fault,
): Promise<void> {
  const { bytes, headers } = pack(made);
  response.writeHead(made.status, { ...headers, 'content-length': String(bytes.length) });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
  await wait(milliseconds);
  response.destroy();
}
