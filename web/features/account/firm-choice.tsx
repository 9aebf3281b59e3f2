import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { useChooseFirm } from './choose-firm.ts';

/** The firms of this login; going on in another one loads the app afresh. */
export function FirmChoice(): ReactNode {
  const { t } = useTranslation('account');
  const { firm, firms } = useMe();
  const choose = useChooseFirm();
  const [going, setGoing] = useState<string>();
  return (
    <ul className="settings-rows">
      {firms.map(({ id, name }) => (
        <li key={id}>
          <div className="settings-rows__words">
            <p className="settings-rows__name">{name}</p>
          </div>
          {id === firm.id ? (
            <StateBadge state="logged">{t('here')}</StateBadge>
          ) : (
            <Button
              size="xs"
              variant="default"
              loading={going === id}
              aria-label={t('goToFirm', { name })}
              onClick={() => {
                setGoing(id);
                void choose(id).finally(() => setGoing(undefined));
              }}
            >
              {t('go')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
