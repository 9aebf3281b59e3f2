import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import type { Saving } from './form-frame.tsx';
import { ownChanges } from './own-changes.ts';
import type { Fields } from './use-fields.ts';

type How<V, R, B> = {
  valuesOf: (record: R) => V;
  /** As the API takes it. */
  sentOf: (values: V) => B;
  /** The newest, as it is now. */
  read: () => Promise<R>;
  send: (body: Partial<B>, version: number) => Promise<R>;
  onSaved: (saved: R) => void;
};

/**
 * Saves a record over the version that the form was filled from, though a newer one may be on the screen behind by now. When
 * somebody changed it meanwhile, one takes theirs into the form, or saves what one changed oneself over theirs.
 */
export function useEditing<
  V extends Record<string, unknown>,
  R extends { version: number },
  B extends object,
>(form: Fields<V>, record: R, how: How<V, R, B>): Saving {
  const [base, setBase] = useState(record);
  const saved = useRef(false);
  const save = useMutation({
    mutationFn: async ({ values, over }: { values: V; over: boolean }) => {
      const sent = how.sentOf(values);
      if (!over) return await how.send(sent, base.version);
      const newest = await how.read();
      return await how.send(ownChanges(sent, how.sentOf(how.valuesOf(base))), newest.version);
    },
    onSuccess: (result) => {
      saved.current = true;
      how.onSaved(result);
    },
    onError: (error) => {
      if (error instanceof ApiProblem) form.setErrors(error.fieldErrors);
    },
  });
  const take = useMutation({
    mutationFn: how.read,
    onSuccess: (theirs) => {
      setBase(theirs);
      form.setValues(how.valuesOf(theirs));
      save.reset();
    },
  });
  const changedMeanwhile = save.error instanceof ApiProblem && save.error.code === 'conflict';
  return {
    busy: save.isPending || take.isPending,
    error: take.error ?? save.error,
    submit: form.onSubmit((values) => save.mutate({ values, over: false })),
    typed: () => {
      const changes = ownChanges(how.sentOf(form.getValues()), how.sentOf(how.valuesOf(base)));
      return !saved.current && Object.keys(changes).length > 0;
    },
    ...(changedMeanwhile && {
      meanwhile: {
        takeTheirs: () => take.mutate(),
        saveMine: form.onSubmit((values) => save.mutate({ values, over: true })),
      },
    }),
  };
}
