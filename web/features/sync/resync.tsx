import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showProblem } from '../../ui/toasts.tsx';

export type ResyncOf = { contactId: string } | { matterId: string };

const ResyncDialog = lazy(() =>
  import('./resync-dialog.tsx').then((module) => ({ default: module.ResyncDialog })),
);

/** Looks at a record in the system that keeps it; what would change is shown before anything does. */
export function ResyncButton({ of }: { of: ResyncOf }): ReactNode {
  const { t } = useTranslation('sync');
  const ask = useMutation({
    mutationFn: () =>
      'contactId' in of
        ? api('POST /api/v1/contacts/:id/resync', { params: { id: of.contactId } })
        : api('POST /api/v1/matters/:id/resync', { params: { id: of.matterId } }),
    onError: (error) => showProblem(error),
  });
  return (
    <>
      <Button
        variant="default"
        disabled={ask.isPending}
        leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden />}
        onClick={() => ask.mutate()}
      >
        {t('resync')}
      </Button>
      <Suspense>
        {ask.data && (
          <ResyncDialog
            key={ask.data.id}
            asked={ask.data}
            onAgain={() => ask.mutate()}
            onClose={() => ask.reset()}
          />
        )}
      </Suspense>
    </>
  );
}
