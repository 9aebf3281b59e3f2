import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type ClipboardEvent, Fragment, type KeyboardEvent, type ReactNode, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newKey } from 'uuid';
import { showDone } from '../../ui/toasts.tsx';
import {
  addBand,
  canMend,
  type EditBand,
  followOf,
  mend,
  pastedBands,
  removeBand,
  setCharge,
  setFrom,
  setTo,
} from './bands.ts';
import './bands.css';
import type { Found } from './found.ts';
import { PenceField, PercentField, PoundsField } from './typed-field.tsx';

const columns = ['from', 'to', 'price'] as const;
const most = 200;
const kinds = ['amount', 'percentage', 'on_application'] as const;

type Props = {
  label: string;
  bands: EditBand[];
  /** What is wrong, by row. */
  found: readonly Found[];
  onChange: (bands: EditBand[]) => void;
};

/** The bands of a fee as a table one types or pastes: "up to" and a price; where each begins follows. */
export function BandTable(props: Props): ReactNode {
  const { t } = useTranslation('fee-scales');
  const table = useRef<HTMLTableElement>(null);
  const { bands, onChange } = props;

  function focusCell(row: number, column: string): void {
    requestAnimationFrame(() => {
      const field = table.current?.querySelector(`[data-cell="${row} ${column}"]`);
      const input = field instanceof HTMLInputElement ? field : field?.querySelector('input');
      input?.focus();
      input?.select();
    });
  }
  function add(at: number): void {
    if (bands.length >= most) return;
    const added = addBand(bands, at, newKey());
    onChange(added.bands);
    focusCell(added.at, 'to');
  }
  function remove(at: number): void {
    onChange(removeBand(bands, at));
    showDone(t('bandRemoved'), async () => onChange(bands));
  }
  function paste(event: ClipboardEvent, at: number): void {
    const pasted = pastedBands(event.clipboardData.getData('text/plain'), followOf(bands, at) ?? 0, newKey);
    if (!pasted) return;
    event.preventDefault();
    onChange([...bands.slice(0, at), ...pasted].slice(0, most));
    showDone(t('pasted', { count: pasted.length }), async () => onChange(bands));
  }
  function onKey(event: KeyboardEvent, row: number, column: string): void {
    if (event.key === 'Enter') {
      event.preventDefault();
      add(row);
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    focusCell(row + by, column);
  }
  return (
    <div className="bands">
      <table ref={table} className="bands__table">
        <caption className="visually-hidden">{props.label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`column_${column}`)}
              </th>
            ))}
            <th scope="col">
              <span className="visually-hidden">{t('remove')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {bands.map((band, row) => (
            <Row
              key={band.key}
              bands={bands}
              row={row}
              found={props.found.filter(({ band: at }) => at === row)}
              onChange={onChange}
              onRemove={() => remove(row)}
              onKey={onKey}
              onPaste={(event) => paste(event, row)}
            />
          ))}
        </tbody>
      </table>
      <div className="bands__foot">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} aria-hidden />}
          disabled={bands.length >= most}
          onClick={() => add(bands.length - 1)}
        >
          {t('addBand')}
        </Button>
        <p className="quiet">{t('pasteHint')}</p>
      </div>
    </div>
  );
}

function Row(props: {
  bands: readonly EditBand[];
  row: number;
  found: readonly Found[];
  onChange: (bands: EditBand[]) => void;
  onRemove: () => void;
  onKey: (event: KeyboardEvent, row: number, column: string) => void;
  onPaste: (event: ClipboardEvent) => void;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const id = useId();
  const { bands, row, found, onChange, onPaste } = props;
  const band = bands[row];
  if (!band) return null;
  const number = row + 1;
  const bad = (...fields: Found['at'][]) => found.some(({ at }) => fields.includes(at));
  const cell = (column: string) => ({
    bare: true,
    cell: `${row} ${column}`,
    describedBy: found.length > 0 ? id : undefined,
    onKeyDown: (event: KeyboardEvent) => props.onKey(event, row, column),
    onPaste,
  });
  return (
    <Fragment>
      <tr data-bad={found.length > 0 || undefined}>
        <td data-column={t('column_from')}>
          <PoundsField
            {...cell('from')}
            label={t('bandFromLabel', { number })}
            value={band.from}
            onType={(from) => onChange(setFrom(bands, row, from))}
            error={bad('from')}
          />
        </td>
        <td data-column={t('column_to')}>
          <PoundsField
            {...cell('to')}
            label={t('bandToLabel', { number })}
            placeholder={row === bands.length - 1 ? t('noLimit') : ''}
            value={band.to}
            onType={(to) => onChange(setTo(bands, row, to))}
            error={bad('to')}
          />
        </td>
        <td data-column={t('column_price')}>
          <Charge
            bands={bands}
            row={row}
            band={band}
            cell={cell('price')}
            bad={bad('price')}
            onChange={onChange}
          />
        </td>
        <td>
          <ActionIcon
            aria-label={t('removeBand', { number })}
            disabled={bands.length === 1}
            onClick={props.onRemove}
          >
            <IconTrash size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </td>
      </tr>
      {found.length > 0 && (
        <tr className="bands__error">
          <td colSpan={4}>
            <div id={id} role="alert">
              {found.map((one) => (
                <p key={one.message}>
                  {one.message}{' '}
                  {canMend(one.problem) && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => onChange(mend(bands, row, one.problem, newKey()))}
                    >
                      {t(one.problem === 'ends_early' ? 'mendEnd' : 'mendFrom')}
                    </Button>
                  )}
                </p>
              ))}
            </div>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Charge(props: {
  bands: readonly EditBand[];
  row: number;
  band: EditBand;
  cell: object;
  bad: boolean;
  onChange: (bands: EditBand[]) => void;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { bands, row, band, cell, bad, onChange } = props;
  const number = row + 1;
  return (
    <span className="bands__charge">
      <NativeSelect
        size="xs"
        aria-label={t('bandKindLabel', { number })}
        value={band.kind}
        data={kinds.map((value) => ({ value, label: t(`charge_${value}`) }))}
        onChange={({ currentTarget }) => {
          const kind = kinds.find((one) => one === currentTarget.value);
          if (kind) onChange(setCharge(bands, row, { kind }));
        }}
      />
      {band.kind === 'amount' && (
        <PenceField
          {...cell}
          bare
          label={t('bandPriceLabel', { number })}
          value={band.pence}
          onType={(pence) => onChange(setCharge(bands, row, { pence }))}
          error={bad}
        />
      )}
      {band.kind === 'percentage' && (
        <PercentField
          {...cell}
          bare
          label={t('bandPercentLabel', { number })}
          value={band.basisPoints}
          onType={(basisPoints) => onChange(setCharge(bands, row, { basisPoints }))}
          error={bad}
        />
      )}
    </span>
  );
}
