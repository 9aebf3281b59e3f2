/** Backup of everything that the program keeps: its database and its files. */

export { mustKnow } from './catalogue.ts';
export { checkBackup } from './check.ts';
export { dump } from './dump.ts';
export { BackupError, keyFingerprints, type Manifest } from './manifest.ts';
export { finishRestore, restore } from './restore.ts';
export { createStoredKeys } from './stored-keys.ts';
