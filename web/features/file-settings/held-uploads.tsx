import { Button } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { sizeOf } from '../../uploads/size.ts';
import { ReleaseDialog } from '../sharing/release-dialog.tsx';
import { heldUploadsQuery } from './queries.ts';
import './held-uploads.css';

type Held = Answer<'GET /api/v1/held-uploads'>['items'][number];

/** Files that are to be sent and wait for an owner. */
export function HeldUploads(): ReactNode {
  const { t } = useTranslation('file-settings');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(heldUploadsQuery);
  const [releasing, setReleasing] = useState<Held>();
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  if (!data) return null;
  if (data.items.length === 0)
    return (
      <EmptyState icon={<IconFile size={24} stroke={1.5} />} title={t('noHeld')}>
        {t('noHeldAbout')}
      </EmptyState>
    );
  return (
    <>
      <ul className="held-uploads">
        {data.items.map((upload) => (
          <li key={upload.id}>
            <div className="held-uploads__words">
              <bdi>{upload.name}</bdi>
              <span className="quiet">
                {[
                  upload.external ? `${upload.personName}, ${t('fromOutside')}` : upload.personName,
                  sizeOf(upload.sizeBytes),
                  upload.words,
                ].join(' · ')}
              </span>
            </div>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('releaseNamed', { name: upload.name })}
              onClick={() => setReleasing(upload)}
            >
              {t('release')}
            </Button>
          </li>
        ))}
      </ul>
      {releasing && (
        <ReleaseDialog
          name={releasing.name}
          release={(reason) =>
            api('POST /api/v1/held-uploads/:id/release', { params: { id: releasing.id }, body: { reason } })
          }
          onReleased={() => void client.invalidateQueries({ queryKey: ['held-uploads'] })}
          onClose={() => setReleasing(undefined)}
        />
      )}
    </>
  );
}
