import { useTranslation } from 'react-i18next';
import { useWords } from '../fee-scales/use-words.ts';
import type { KeyStage } from './queries.ts';

/** What one should know of a stage at a glance, in a few words each. */
export function useStageFacts(): (stage: KeyStage) => string[] {
  const { t } = useTranslation('key-stages');
  const words = useWords();
  return (stage) => {
    const { client, referrer } = stage.templates;
    const tells = [
      ...(client.email || client.sms !== null ? [t('audience_client')] : []),
      ...(referrer.email ? [t('audience_referrer')] : []),
    ];
    return [
      ...stage.appliesIf.map((test) => words.test(test, [stage.side])),
      ...(stage.optional ? [t('optional')] : []),
      ...(stage.autoTrigger === null ? [] : [t(`trigger_${stage.autoTrigger}`)]),
      ...(tells.length > 0 ? [t('willTell', { who: tells.join(', ') })] : []),
      ...(stage.visibleTo.length === 0 ? [t('staffOnly')] : []),
      ...stage.mappings.map(({ matterTypeName: type, stageName: name }) =>
        t('mappedTo', { type, stage: name }),
      ),
    ];
  };
}
