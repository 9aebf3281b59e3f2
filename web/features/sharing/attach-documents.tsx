import { Button } from '@mantine/core';
import { IconFiles } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

const AttachDialog = lazy(() =>
  import('./attach-dialog.tsx').then((module) => ({ default: module.AttachDialog })),
);

/** For the composer of staff: copies of the matter's documents go with the message. */
export function AttachDocuments(props: {
  conversationId: string;
  matterId: string;
  onAttached: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconFiles size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t('attach')}
      </Button>
      <Suspense>{open && <AttachDialog {...props} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
