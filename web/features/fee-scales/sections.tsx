import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type LineActs, LineRow } from './line-row.tsx';
import { type Content, type Line, type SectionKind, sectionKinds } from './queries.ts';

/** The three sections with their lines. `change` is missing where nobody may change them. */
export function Sections(props: {
  content: Content;
  faultsOf: (lineId: string) => number;
  open: string | undefined;
  onOpen: (lineId: string | undefined) => void;
  opened: (line: Line) => ReactNode;
  change?: {
    actsOf: (line: Line) => LineActs;
    onAdd: (section: SectionKind) => void;
    onMapSection: (section: SectionKind, mapped: boolean) => void;
  };
}): ReactNode {
  return sectionKinds.map((section) => <Section key={section} {...props} section={section} />);
}

function Section(props: Parameters<typeof Sections>[0] & { section: SectionKind }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { content, section, change, open } = props;
  const lines = content.lines.filter((line) => line.section === section);
  const { mapped } = content.sections[section];
  const name = t(`section_${section}`);
  return (
    <section className="fee-section" aria-label={name}>
      <div className="fee-section__head">
        <h2 className="fee-section__title">{name}</h2>
        {change ? (
          <Switch
            label={t(`mapAll_${section}`)}
            labelPosition="left"
            checked={mapped}
            onChange={({ currentTarget }) => change.onMapSection(section, currentTarget.checked)}
          />
        ) : (
          <span className="quiet">{t(mapped ? `goes_${section}` : 'stays')}</span>
        )}
      </div>
      {lines.length > 0 ? (
        <ul className="fee-section__lines">
          {lines.map((line) => (
            <LineRow
              key={line.id}
              content={content}
              line={line}
              faults={props.faultsOf(line.id)}
              open={open === line.id}
              onOpen={() => props.onOpen(open === line.id ? undefined : line.id)}
              {...(change && { acts: change.actsOf(line) })}
            >
              {props.opened(line)}
            </LineRow>
          ))}
        </ul>
      ) : (
        <p className="quiet fee-section__none">{t(`none_${section}`)}</p>
      )}
      {change && (
        <div>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => change.onAdd(section)}
          >
            {t(`add_${section}`)}
          </Button>
        </div>
      )}
    </section>
  );
}
