import { createChance } from './chance.ts';

const rate = 8000;

/**
 * Something like a voice behind a door: a buzz with two resonances that move from syllable to syllable, and pauses.
 * 8 kHz, 8 bit, mono: 8 kB a second.
 */
export function makeSpeechLike(seconds: number, seed: number): Buffer {
  const chance = createChance(seed);
  const samples = Buffer.alloc(Math.round(seconds * rate), 128);
  const pitch = 95 + chance.between(0, 90);
  let at = Math.round(rate * 0.15);
  while (at < samples.length) {
    const length = Math.round(rate * (0.09 + chance.next() * 0.14));
    const first = 300 + chance.between(0, 500);
    const second = 900 + chance.between(0, 1300);
    const tone = pitch * (0.92 + chance.next() * 0.18);
    for (let n = 0; n < length && at + n < samples.length; n += 1)
      samples[at + n] = 128 + Math.round(voiceAt(n / rate, n / length, tone, first, second));
    // A word is a few syllables, then there is a breath.
    at += length + (chance.next() < 0.28 ? Math.round(rate * (0.08 + chance.next() * 0.4)) : 0);
  }
  return Buffer.concat([wavHeader(samples.length), samples]);
}

/** Seconds of a WAV of ours. */
export function lengthOf(wav: Buffer): number {
  return Math.round((wav.length - 44) / rate);
}

/** One sample of a syllable; `progress` from 0 to 1 swells and fades it. */
function voiceAt(time: number, progress: number, pitch: number, first: number, second: number): number {
  const cycle = (time * pitch) % 1;
  const decay = Math.exp(-5 * cycle);
  const inCycle = cycle / pitch;
  const resonances = Math.sin(2 * Math.PI * first * inCycle) + 0.5 * Math.sin(2 * Math.PI * second * inCycle);
  return 42 * Math.sin(Math.PI * progress) * decay * resonances;
}

function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  return header;
}
