import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { homeCards } from './cards.ts';
import { Checklist } from './checklist.tsx';
import { greetingAt } from './greeting.ts';
import './home.css';

/** What needs me, on one page. */
export function Home(): ReactNode {
  const { t } = useTranslation('home');
  const { staff } = useMe();
  const { locale, timeZone } = useFirmFormat();
  const now = new Date(useNow());
  const today = now.toLocaleDateString(locale, { timeZone, weekday: 'long', day: 'numeric', month: 'long' });
  return (
    <div className="home">
      <PageHeader title={t(greetingAt(now, timeZone), { name: staff.firstName })} subtitle={today} />
      <Checklist />
      <div className="home__cards">
        {homeCards.map(({ name, Card }) => (
          <Suspense key={name}>
            <Card />
          </Suspense>
        ))}
      </div>
    </div>
  );
}
