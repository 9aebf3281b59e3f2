import { connectedKeeper } from './connected-record.ts';
import { embeddedKeeper } from './embedded-keeper.ts';
import { embeddedDestination } from './entries-store.ts';
import type { RecordKeeper } from './record-keeper.ts';

/** Who keeps the records of a destination's log entries. */
export function keeperOf(destination: string): RecordKeeper {
  return destination === embeddedDestination ? embeddedKeeper : connectedKeeper(destination);
}
