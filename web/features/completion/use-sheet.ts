import { createContext, useContext } from 'react';
import type { FieldChanges, Sheet, SheetField } from './sheet-query.ts';
import type { Step } from './undo-list.ts';

/** What every field of the sheet shares. */
export interface SheetTools {
  matterId: string;
  /** Another system keeps the matter, and may say something else in a field. */
  keptElsewhere: boolean;
  change: (fields: FieldChanges) => Promise<Sheet>;
  read: () => Promise<Sheet>;
  /** Keeps a change for undo; `version`: of the field since then. */
  remember: (step: Step, version: number) => void;
  confirm: (field: SheetField) => void;
  /** Whether something does not fit in this field. */
  noted: (key: string) => boolean;
}

export const SheetContext = createContext<SheetTools | null>(null);

export function useSheet(): SheetTools {
  const tools = useContext(SheetContext);
  if (!tools) throw new Error('This field belongs to a sheet');
  return tools;
}
