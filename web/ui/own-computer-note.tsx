import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isOwnComputer } from './own-computer.ts';
import './own-computer-note.css';

/** Beside an address that is to be given to somebody: says when nobody else can use it, and what to do. */
export function OwnComputerNote({ address }: { address: string }): ReactNode {
  const { t } = useTranslation('ui');
  if (!isOwnComputer(address)) return null;
  return <p className="own-computer-note">{t('ownComputer')}</p>;
}
