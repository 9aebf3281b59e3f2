import { type ReactNode, useState } from 'react';
import { canInstall, install, isApple } from '../../app.ts';
import { useSignedIn } from '../../session.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { say } from '../account/app-words.ts';

const key = 'portal-install-offered';

function wasOffered(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    // Where nothing is kept it would be offered each time.
    return true;
  }
}

/** After the first answer, once on a device, and never in the way. */
export function InstallOffer(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const [shown, setShown] = useState(() => canInstall() && !wasOffered());
  if (!shown) return null;
  const done = () => {
    localStorage.setItem(key, '1');
    setShown(false);
  };
  return (
    <Notice>
      <p>{isApple() ? say('installApple', { firm }) : say('offerTitle', { firm })}</p>
      <div className="p-actions">
        {!isApple() && (
          <Button look="plain" onClick={() => void install().then(done)}>
            {say('install')}
          </Button>
        )}
        <Button look="quiet" onClick={done}>
          {say('notNow')}
        </Button>
      </div>
    </Notice>
  );
}
