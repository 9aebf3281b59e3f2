import type { Command } from 'commander';
import type { WithPlatform } from '../with-platform.ts';
import { register as backup } from './backup.ts';
import { register as connection } from './connection.ts';
import { register as doctor } from './doctor.ts';
import { register as firm } from './firm.ts';
import { register as importCsv } from './import.ts';
import { register as rates } from './rates.ts';
import { register as restore } from './restore.ts';
import { register as source } from './source.ts';
import { register as staff } from './staff.ts';
import { register as token } from './token.ts';
import { register as verifyHandOver } from './verify-hand-over.ts';
import { register as verifyLedger } from './verify-ledger.ts';

/** A file per group of commands, and a line here. */
export const commands: readonly ((program: Command, withPlatform: WithPlatform) => void)[] = [
  firm,
  staff,
  token,
  source,
  connection,
  importCsv,
  doctor,
  backup,
  restore,
  verifyLedger,
  verifyHandOver,
  rates,
];
