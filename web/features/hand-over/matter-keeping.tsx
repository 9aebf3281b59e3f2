import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { HoldCard } from './hold-card.tsx';
import { PacksCard } from './packs-card.tsx';

/** Whether a matter may ever lose anything, and its file as one that can be given away. */
export function MatterKeeping({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('hand-over');
  return (
    <section aria-label={t('keeping')}>
      <h2 className="overview__title">{t('keeping')}</h2>
      <HoldCard of={{ matterId }} />
      <PacksCard of={{ matterId }} />
    </section>
  );
}
