import { useForm } from '@mantine/form';

/** A form's values and what one does with them. */
export type Fields<V extends Record<string, unknown>> = Omit<
  ReturnType<typeof useForm<V>>,
  'validate' | 'validateField' | 'isValid'
>;

/** `validate` names the fields that cannot be sent as they are, each with a sentence. */
export function useFields<V extends Record<string, unknown>>(
  initialValues: V,
  validate: (values: V) => Readonly<Record<string, string>> = () => ({}),
): Fields<V> {
  return useForm({ initialValues, validate: (values: V) => ({ ...validate(values) }) });
}
