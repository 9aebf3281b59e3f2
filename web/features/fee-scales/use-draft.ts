import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { v7 as newKey } from 'uuid';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { type Draft, toContent, toDraft } from './draft.ts';
import { type Found, fromCheck, fromMissing, fromRefusal, together } from './found.ts';
import {
  type Checked,
  type Content,
  checkQuery,
  everyScaleKey,
  scaleQuery,
  type VersionDetail,
  versionQuery,
} from './queries.ts';

/** What the editor was opened with. `version` null: there is no draft yet, the content is that of another version. */
export interface Opened {
  content: Content;
  version: number | null;
}

export interface DraftState {
  draft: Draft;
  content: Content;
  change: (how: (draft: Draft) => Draft) => void;
  dirty: boolean;
  found: readonly Found[];
  checked: Checked | undefined;
  /** Answers the version that was saved; undefined when it could not be. */
  save: (over?: boolean) => Promise<number | undefined>;
  saving: boolean;
  error: unknown;
  /** Somebody saved the draft since it was opened here. */
  meanwhile: boolean;
  /** The draft as somebody else saved it, in place of what is here. */
  takeTheirs: () => Promise<void>;
  version: number | null;
}

const typingMs = 250;

/** In the order and with the spaces in which the editor writes it, so that nothing typed means nothing to save. */
function asWritten(content: Content): Content {
  return toContent(toDraft(content, newKey)).content;
}

/** A draft on the screen: what is typed, what is wrong with it, and how it is saved. */
export function useDraft(scaleId: string, opened: Opened): DraftState {
  const { t } = useTranslation('fee-scales');
  const client = useQueryClient();
  const [base, setBase] = useState(() => ({ ...opened, content: asWritten(opened.content) }));
  const [draft, setDraft] = useState(() => toDraft(opened.content, newKey));
  const [tried, setTried] = useState(false);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>();
  const [refused, setRefused] = useState<readonly Found[]>([]);
  const { content, missing } = useMemo(() => toContent(draft), [draft]);
  const [settled] = useDebouncedValue(content, typingMs);
  const checked = useQuery({ ...checkQuery(settled), placeholderData: keepPreviousData }).data;
  const busy = useRef(false);
  const dirty = useMemo(
    () => missing.length > 0 || JSON.stringify(content) !== JSON.stringify(base.content),
    [content, missing, base],
  );
  const found = together(
    fromCheck(checked?.problems ?? []),
    refused,
    tried ? fromMissing(missing, (what) => t(`missing_${what}`)) : [],
    // What the last check said of a line that is gone by now.
  ).filter(({ lineId }) => content.lines.some(({ id }) => id === lineId));

  async function send(over: boolean): Promise<number | undefined> {
    const version = over ? (await readDraft(scaleId))?.version : base.version;
    const saved = await api('PUT /api/v1/fee-scales/:id/draft', {
      params: { id: scaleId },
      body: { content, version: version ?? null },
    });
    client.setQueryData(versionQuery(scaleId, saved.id).queryKey, saved);
    setBase({ content, version: saved.version });
    setTried(false);
    void client.invalidateQueries({ queryKey: everyScaleKey });
    return saved.version;
  }
  return {
    draft,
    content,
    dirty,
    found,
    checked,
    saving,
    error,
    meanwhile: error instanceof ApiProblem && error.code === 'conflict',
    version: base.version,
    change(how) {
      setDraft(how);
      setRefused([]);
      setError(undefined);
    },
    async save(over = false) {
      setTried(true);
      if (missing.length > 0 || busy.current) return undefined;
      busy.current = true;
      setSaving(true);
      setError(undefined);
      try {
        return await send(over);
      } catch (problem) {
        setError(problem);
        if (problem instanceof ApiProblem) setRefused(fromRefusal(problem, content.lines));
        return undefined;
      } finally {
        busy.current = false;
        setSaving(false);
      }
    },
    async takeTheirs() {
      const theirs = await readDraft(scaleId);
      setError(undefined);
      if (!theirs) {
        // It was published or thrown away: what is here becomes a new draft.
        setBase({ ...base, version: null });
        return;
      }
      setBase({ content: asWritten(theirs.content), version: theirs.version });
      setDraft(toDraft(theirs.content, newKey));
    },
  };

  async function readDraft(id: string): Promise<VersionDetail | null> {
    const scale = await client.fetchQuery({ ...scaleQuery(id), staleTime: 0 });
    const there = scale.versions.find(({ state }) => state === 'draft');
    return there ? await client.fetchQuery({ ...versionQuery(id, there.id), staleTime: 0 }) : null;
  }
}
