import { lazy, type ReactNode, Suspense } from 'react';
import { loadWords } from '../../i18n/i18n.ts';

const Loaded = lazy(async () => {
  const [module] = await Promise.all([import('./progress-track.tsx'), loadWords(['key-stages', 'matters'])]);
  return { default: module.LoadedTrack };
});
const LoadedOfMatter = lazy(async () => {
  const [module] = await Promise.all([import('./progress-track.tsx'), loadWords(['key-stages', 'matters'])]);
  return { default: module.LoadedTrackOfMatter };
});

/** How far a case is, for its lead's page. It brings its own words. */
export function ProgressTrack({ leadId }: { leadId: string }): ReactNode {
  return (
    <Suspense>
      <Loaded leadId={leadId} />
    </Suspense>
  );
}

/** The same on the page of the matter that the case became; nothing where no case did. */
export function MatterProgress({ matterId }: { matterId: string }): ReactNode {
  return (
    <Suspense>
      <LoadedOfMatter matterId={matterId} />
    </Suspense>
  );
}
