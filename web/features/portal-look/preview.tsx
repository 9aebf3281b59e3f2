import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { inkOn, shadeOn } from '../../portal/shell/ink.ts';
import type { PortalLook } from './queries.ts';

const grounds = { light: '#ffffff', dark: '#1b1a18' } as const;

type Shown = Pick<PortalLook, 'firmName' | 'accent' | 'logo' | 'namedAtSignIn'>;

/** The sign-in as clients see it, by day and by night, while one chooses; where it names no firm, what comes after it. */
export function Preview({ look, exit }: { look: Shown; exit: boolean }): ReactNode {
  const { t } = useTranslation('portal-look');
  const shade = shadeOn(grounds.light, look.accent);
  return (
    <aside className="portal-look__preview" aria-label={t('preview')}>
      <h2 className="portal-look__previewTitle">{t('preview')}</h2>
      {(['light', 'dark'] as const).map((scheme) => (
        <Phone key={scheme} scheme={scheme} look={look} exit={exit} />
      ))}
      <p className="portal-look__note">
        {!look.namedAtSignIn && `${t('notNamed')} `}
        {shade === look.accent.toLowerCase() ? t('readable') : t('adapted', { shade })}
      </p>
    </aside>
  );
}

function Phone(props: { scheme: keyof typeof grounds; look: Shown; exit: boolean }): ReactNode {
  const { t } = useTranslation('portal-look');
  const { scheme, look, exit } = props;
  const shade = shadeOn(grounds[scheme], look.accent);
  const colours: CSSProperties = {
    background: grounds[scheme],
    color: scheme === 'light' ? '#22201c' : '#ece8e1',
  };
  return (
    <div className="portal-look__phone" style={colours}>
      <div className="portal-look__band" style={{ background: look.accent }} />
      <div className="portal-look__head">
        {look.logo === null ? (
          <span className="portal-look__mark" style={{ background: look.accent, color: inkOn(look.accent) }}>
            {[...look.firmName][0]?.toUpperCase()}
          </span>
        ) : (
          <img src={look.logo} alt="" />
        )}
        <strong>{look.firmName}</strong>
        {exit && <span className="portal-look__exit">{t('exitWord')}</span>}
      </div>
      <div className="portal-look__card">
        <p>{t(look.namedAtSignIn ? 'previewSignIn' : 'previewInside')}</p>
        <span className="portal-look__button" style={{ background: shade, color: inkOn(shade) }}>
          {t(look.namedAtSignIn ? 'previewButton' : 'previewInsideButton')}
        </span>
      </div>
    </div>
  );
}
