import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { ActionIcon, Checkbox, MultiSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type FileKind, fileKinds } from '../../uploads/file-kinds.ts';

export interface SlotValues {
  /** Of this form alone. */
  key: string;
  name: string;
  help: string;
  required: boolean;
  types: FileKind[];
  maxFiles: string;
  /** Empty: as large as files may be. */
  maxMegabytes: string;
}

export const emptySlot = (): SlotValues => ({
  ...{ key: crypto.randomUUID(), name: '', help: '', required: true, types: [] },
  ...{ maxFiles: '10', maxMegabytes: '' },
});

const megabyte = 1024 ** 2;
const mostBytes = 5 * 1024 ** 3;
const within = (text: string, most: number) => {
  const number = Math.round(Number(text));
  return Number.isFinite(number) && number >= 1 ? Math.min(number, most) : most;
};

/** As the server takes it. */
export function slotOf({ key: _key, maxFiles, maxMegabytes, ...slot }: SlotValues) {
  const bytes = maxMegabytes === '' ? mostBytes : within(maxMegabytes, mostBytes / megabyte) * megabyte;
  return { ...slot, maxFiles: within(maxFiles, 130), maxBytes: bytes };
}

/** Of a template. */
export function slotValues({
  maxFiles,
  maxBytes,
  ...slot
}: Omit<SlotValues, 'key' | 'maxFiles' | 'maxMegabytes'> & {
  maxFiles: number;
  maxBytes: number;
}): SlotValues {
  return {
    ...slot,
    key: crypto.randomUUID(),
    maxFiles: String(maxFiles),
    maxMegabytes: maxBytes >= mostBytes ? '' : String(Math.ceil(maxBytes / megabyte)),
  };
}

const isKind = (text: string): text is FileKind => fileKinds.some((kind) => kind === text);

/** One place of a request. */
export function SlotFields(props: {
  number: number;
  slot: SlotValues;
  error: ReactNode;
  onChange: (slot: SlotValues) => void;
  onRemove?: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const { slot, number, onChange, onRemove } = props;
  return (
    <fieldset className="slot-fields">
      <legend>{t('slotNumber', { number })}</legend>
      {onRemove && (
        <ActionIcon
          className="slot-fields__remove"
          variant="subtle"
          color="gray"
          aria-label={t('removeSlot', { number })}
          onClick={onRemove}
        >
          <IconX size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
      <TextInput
        label={t('slotName')}
        withAsterisk
        maxLength={200}
        value={slot.name}
        error={props.error}
        onChange={({ currentTarget }) => onChange({ ...slot, name: currentTarget.value })}
      />
      <TextInput
        label={t('slotHelp')}
        maxLength={2000}
        value={slot.help}
        onChange={({ currentTarget }) => onChange({ ...slot, help: currentTarget.value })}
      />
      <div className="slot-fields__row">
        <MultiSelect
          label={t('slotTypes')}
          placeholder={slot.types.length === 0 ? t('anyType') : ''}
          data={fileKinds.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
          value={slot.types}
          comboboxProps={{ withinPortal: true }}
          onChange={(kinds) => onChange({ ...slot, types: kinds.filter(isKind) })}
        />
        <TextInput
          type="number"
          min={1}
          max={130}
          label={t('maxFiles')}
          value={slot.maxFiles}
          onChange={({ currentTarget }) => onChange({ ...slot, maxFiles: currentTarget.value })}
        />
        <TextInput
          type="number"
          min={1}
          max={5120}
          label={t('maxSize')}
          placeholder="5120"
          value={slot.maxMegabytes}
          onChange={({ currentTarget }) => onChange({ ...slot, maxMegabytes: currentTarget.value })}
        />
      </div>
      <Checkbox
        label={t('required')}
        checked={slot.required}
        onChange={({ currentTarget }) => onChange({ ...slot, required: currentTarget.checked })}
      />
    </fieldset>
  );
}
