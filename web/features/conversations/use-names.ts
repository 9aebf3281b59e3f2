import { useTranslation } from 'react-i18next';
import { shortNames } from './people.ts';

/** "Cleo Marsh and 3 others". */
export function useNames(): (names: readonly string[]) => string {
  const { t } = useTranslation('conversations');
  return (all) => {
    const { names, others } = shortNames(all);
    return others === 0 ? names : t('andOthers', { names, count: others });
  };
}
