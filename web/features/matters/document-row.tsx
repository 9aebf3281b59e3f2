import {
  IconFile,
  IconFileTypeDoc,
  IconFileTypePdf,
  IconFileTypeXls,
  IconFolder,
  IconMail,
  IconPhoto,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { fileSize } from './file-size.ts';
import type { DocumentListItem, Folder } from './record-queries.ts';

export type Entry = { kind: 'folder'; folder: Folder } | { kind: 'document'; document: DocumentListItem };

export function entryId(entry: Entry): string {
  return entry.kind === 'folder' ? entry.folder.id : entry.document.id;
}

export function FolderRow({ folder }: { folder: Folder }): ReactNode {
  return (
    <span className="record-row document-row">
      <span className="document-row__icon" data-folder>
        <IconFolder size={20} stroke={1.5} aria-hidden />
      </span>
      <span className="record-row__cut document-row__folder">{folder.name}</span>
    </span>
  );
}

export function DocumentRow({
  document,
  narrow,
}: {
  document: DocumentListItem;
  narrow: boolean;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { locale } = useFirmFormat();
  const { newest } = document;
  const facts = newest ? fileSize(newest.sizeBytes, locale) : t('onItsWay');
  const versions = newest !== null && newest.number > 1 ? t('versionNumber', { number: newest.number }) : '';
  if (narrow) {
    return (
      <span className="record-row document-row">
        <FileIcon document={document} />
        <span className="record-row__words">
          <span className="record-row__cut">{document.name}</span>
          <span className="record-narrow__line record-row__small">
            <span>{[facts, versions].filter(Boolean).join(' · ')}</span>
            <RelativeTime at={document.updatedAt} />
          </span>
        </span>
      </span>
    );
  }
  return (
    <span className="record-row document-row document-row--wide">
      <FileIcon document={document} />
      <span className="record-row__cut">{document.name}</span>
      <span className="record-row__small record-row__optional">{versions}</span>
      <span className="record-row__small record-row__end figures">{facts}</span>
      <span className="record-row__small record-row__cut record-row__optional">{newest?.createdByName}</span>
      <span className="record-row__small record-row__end">
        <RelativeTime at={document.updatedAt} />
      </span>
    </span>
  );
}

function FileIcon({ document }: { document: DocumentListItem }): ReactNode {
  const Icon = iconOf(document.newest?.contentType ?? '', document.name);
  return (
    <span className="document-row__icon">
      <Icon size={20} stroke={1.5} aria-hidden />
    </span>
  );
}

function iconOf(contentType: string, name: string) {
  if (contentType === 'application/pdf' || /\.pdf$/i.test(name)) return IconFileTypePdf;
  if (contentType.startsWith('image/')) return IconPhoto;
  if (/\.(docx?|odt|rtf)$/i.test(name)) return IconFileTypeDoc;
  if (/\.(xlsx?|ods|csv)$/i.test(name)) return IconFileTypeXls;
  if (/\.(eml|msg)$/i.test(name)) return IconMail;
  return IconFile;
}
