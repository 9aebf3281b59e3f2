import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showProblem } from '../../ui/toasts.tsx';

const LookDialog = lazy(() => import('./look-dialog.tsx').then((module) => ({ default: module.LookDialog })));
const ReleaseDialog = lazy(() =>
  import('./release-dialog.tsx').then((module) => ({ default: module.ReleaseDialog })),
);
const SaveDialog = lazy(() => import('./save-dialog.tsx').then((module) => ({ default: module.SaveDialog })));

export interface ServedFile {
  id: string;
  name: string;
  preview: boolean;
  delivery: 'deliver' | 'warn' | 'blocked' | 'owner_must_release';
}

/** Open, look, and save to the matter: as far as the file may be handed out. `matterId`: it came from outside. */
export function FileActs(props: {
  file: ServedFile;
  matterId?: string;
  /** Its name opens it already. */
  named?: boolean;
}): ReactNode {
  const { file, matterId, named = false } = props;
  const { t } = useTranslation('sharing');
  const [doing, setDoing] = useState<'look' | 'save'>();
  const { id, name } = file;
  if (file.delivery === 'owner_must_release') return <Release file={file} />;
  if (!mayOpen(file)) return null;
  return (
    <>
      {file.preview && (
        <Act label={t('lookNamed', { name })} onClick={() => setDoing('look')}>
          {t('look')}
        </Act>
      )}
      {!named && (
        <Act label={t('openNamed', { name })} onClick={() => void openFile(id)}>
          {t('open')}
        </Act>
      )}
      {matterId !== undefined && (
        <Act label={t('saveNamed', { name })} onClick={() => setDoing('save')}>
          {t('save')}
        </Act>
      )}
      <Suspense>
        {doing === 'look' && <LookDialog file={file} onClose={() => setDoing(undefined)} />}
        {doing === 'save' && matterId !== undefined && (
          <SaveDialog file={file} matterId={matterId} onClose={() => setDoing(undefined)} />
        )}
      </Suspense>
    </>
  );
}

export const mayOpen = ({ delivery }: Pick<ServedFile, 'delivery'>) =>
  delivery === 'deliver' || delivery === 'warn';

/** By an address of its own that lasts for minutes; every reading is noted. */
export async function openFile(id: string): Promise<void> {
  try {
    const { url } = await api('POST /api/v1/files/:id/links', { params: { id }, body: {} });
    // It comes as a download, so the page stays.
    window.location.assign(url);
  } catch (error) {
    showProblem(error);
  }
}

/** What could not be scanned is handed out once an owner says so. */
function Release({ file: { id, name } }: { file: ServedFile }): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { staff } = useMe();
  const [asking, setAsking] = useState(false);
  if (staff.role !== 'owner') return <span className="quiet">{t('mustBeReleased')}</span>;
  return (
    <>
      <Act label={t('releaseNamed', { name })} onClick={() => setAsking(true)}>
        {t('release')}
      </Act>
      <Suspense>
        {asking && (
          <ReleaseDialog
            name={name}
            release={(reason) => api('POST /api/v1/files/:id/release', { params: { id }, body: { reason } })}
            onReleased={() => {
              for (const key of ['shares', 'file-requests'])
                void client.invalidateQueries({ queryKey: [key] });
            }}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </>
  );
}

export function Act(props: {
  label: string;
  onClick: () => void;
  danger?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      {...(props.danger === true && { color: 'red' })}
      aria-label={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </Button>
  );
}
