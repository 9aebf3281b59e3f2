import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from './firm-format.tsx';
import { formatPhone } from './phone-format.ts';

/** A phone number as its country writes it. `display` from the API wins; no number at all says so. */
export function PhoneNumber(props: {
  number: string | null;
  display?: string | null;
  dial?: boolean;
}): ReactNode {
  const { t } = useTranslation('ui');
  const { country } = useFirmFormat();
  if (!props.number) return <span>{t('unknownNumber')}</span>;
  const text = props.display ?? formatPhone(props.number, country);
  if (!props.dial) return <span className="figures">{text}</span>;
  return (
    <a className="figures" href={`tel:${props.number}`}>
      {text}
    </a>
  );
}
