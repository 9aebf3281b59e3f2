import { IconDots } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { FeeScale } from './queries.ts';
import { useScaleWrites } from './use-scale-writes.ts';

const NameDialog = lazy(() => import('./name-dialog.tsx').then((module) => ({ default: module.NameDialog })));

/** Rename, make the default, copy, put away or bring back. */
export function ScaleActions({ scale }: { scale: FeeScale }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const [open, setOpen] = useState<'rename' | 'copy'>();
  const { rename, makeDefault, archive } = useScaleWrites(scale);
  const item = (label: string, onChoose: () => void, disabled = false) => ({
    kind: 'item' as const,
    label,
    disabled,
    onChoose,
  });
  return (
    <>
      <MenuButton
        className="fee-more"
        label={t('more')}
        position="bottom-end"
        entries={[
          item(t('rename'), () => setOpen('rename')),
          item(t('makeDefault'), () => void makeDefault(), scale.isDefault || scale.archived),
          item(t('copy'), () => setOpen('copy')),
          scale.archived
            ? item(t('bringBack'), () => void archive(false))
            : item(t('archive'), () => void archive(true), scale.isDefault),
        ]}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Suspense>
        {open === 'rename' && (
          <NameDialog kind="rename" scale={scale} rename={rename} onClose={() => setOpen(undefined)} />
        )}
        {open === 'copy' && <NameDialog kind="copy" scale={scale} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}
