import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { CallObservation, Observation, Reading } from '../ports.ts';
import { readEvent, readItem } from './map.ts';

/** The composed payloads, and how the tests read them. */
export const ada = '900100777';
export const ben = '900100778';
export const menu = '900100500';

export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8'));
}

export function fixtures(name: string): unknown[] {
  return z.array(z.unknown()).parse(fixture(name));
}

export function read(body: unknown): Reading {
  const rawBody = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return readEvent({ contentType: 'application/json', rawBody });
}

export function readLog(name: string): Reading {
  return readItem({ eventType: 'call_log_record', body: fixture(name) });
}

export function observe(reading: Reading): Observation[] {
  if (reading.outcome !== 'observed') throw new Error(`not observed: ${JSON.stringify(reading)}`);
  return reading.observations;
}

export function call(reading: Reading): CallObservation {
  const [first] = observe(reading);
  if (first?.kind !== 'call') throw new Error('not a call');
  return first;
}
