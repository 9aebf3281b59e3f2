import { useTranslation } from 'react-i18next';
import { ownRecord } from '../options/destinations.ts';
import type { WhatIf } from './words.ts';

/** The one destination that a run is about, within a sentence; null when it is about the firm's own options. */
export function usePlace({ destination, destinationName }: WhatIf): string | null {
  const { t } = useTranslation('what-if');
  if (destination === '') return null;
  if (destination === ownRecord) return t('ownRecord');
  return destinationName ?? t('systemGone');
}
