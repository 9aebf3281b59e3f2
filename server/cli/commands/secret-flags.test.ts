import { Readable } from 'node:stream';
import { Command } from 'commander';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { readSecrets, secretOption } from './secret-flags.ts';

const typed = (text: string) => Readable.from([Buffer.from(text)]);

describe('a secret', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  const optionsOf = (...words: string[]) =>
    new Command()
      .addOption(secretOption('--owner-password <password>', 'at least 10 characters'))
      .parse(words, { from: 'user' })
      .opts();

  test('may be a flag', () => {
    expect(optionsOf('--owner-password', 'a long password')).toEqual({ ownerPassword: 'a long password' });
  });

  test('may be an environment variable, which a flag overrules', () => {
    vi.stubEnv('MATTERLINE_OWNER_PASSWORD', 'from outside');
    expect(optionsOf()).toEqual({ ownerPassword: 'from outside' });
    expect(optionsOf('--owner-password', 'typed')).toEqual({ ownerPassword: 'typed' });
  });

  test('may be "-", which is a line of standard input', async () => {
    const options = optionsOf('--owner-password', '-');
    expect(await readSecrets(options, ['ownerPassword'], typed('a long password\n'))).toEqual({
      ownerPassword: 'a long password',
    });
  });
});

test('several secrets come line by line, in the order of their names; other flags stay', async () => {
  const options = { name: '-', apiKey: '-', secret: '-', assertion: 'written out' };
  const read = await readSecrets(options, ['secret', 'apiKey', 'assertion'], typed('first\r\nsecond\r\n'));
  expect(read).toEqual({ name: '-', secret: 'first', apiKey: 'second', assertion: 'written out' });
});

test('a secret that does not come is told', async () => {
  const reading = readSecrets({ secret: '-', apiKey: '-' }, ['secret', 'apiKey'], typed('only one\n'));
  await expect(reading).rejects.toThrow('1 of 2 secrets');
});

test('standard input is left alone when nobody asks for it', async () => {
  expect(await readSecrets({ secret: 'x' }, ['secret'], Readable.from([]))).toEqual({ secret: 'x' });
});
