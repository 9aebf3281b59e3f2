/** What the onboarding service holds, in the JSON of docs/onboarding.md. */

export interface SimulatedClient {
  id: string;
  reference: string | null;
  name: string;
  email: string | null;
  mobile: string | null;
  invitedAt: string | null;
  openedAt: string | null;
  completedAt: string | null;
}

export interface SimulatedTask {
  id: string;
  type: 'id' | 'address' | 'aml' | 'sof' | 'form' | 'sign';
  clientId?: string | null;
  form?: string | null;
  paper?: 'client_care' | 'contract' | 'transfer' | 'mortgage_deed' | 'other' | null;
  label?: string;
  status: 'not_sent' | 'sent' | 'in_progress' | 'complete' | 'expired' | 'failed';
  completedAt?: string | null;
  result?: 'pass' | 'refer' | 'fail' | null;
  detail?: string;
  sourceRef?: string | null;
  renewalOn?: string | null;
  documents?: { id: string; name: string }[];
}

export interface SimulatedOrder {
  id: string;
  product: string;
  kind?: 'search' | 'title' | 'other';
  status: 'ordered' | 'returned' | 'cancelled' | 'failed';
  price?: { net: number; vat: number; gross: number; currency: string } | null;
  orderedAt?: string | null;
  returnedAt?: string | null;
  documents?: { id: string; name: string }[];
}

export interface SimulatedWorkspace {
  id: string;
  reference: string | null;
  title: string;
  version: number;
  updatedAt: string;
  url: string | null;
  clients: SimulatedClient[];
  tasks: SimulatedTask[];
  orders: SimulatedOrder[];
}

export interface Made {
  reference: string;
  title: string;
  clients: readonly { reference: string; name: string; email: string; mobile: string }[];
  tasks: readonly { type: SimulatedTask['type']; form?: string | undefined }[];
}

const labels: Readonly<Record<string, string>> = {
  id: 'Identity',
  address: 'Address',
  aml: 'Money-laundering screening',
  sof: 'Source of funds',
};

/** A workspace as it is when it was just asked for: each client is invited, and has the checks to do; forms are for all. */
export function newWorkspace(id: string, made: Made, at: string): SimulatedWorkspace {
  const clients = made.clients.map((client, index) => ({
    id: `${id}-c${index + 1}`,
    reference: client.reference,
    name: client.name,
    email: client.email,
    mobile: client.mobile,
    invitedAt: at,
    openedAt: null,
    completedAt: null,
  }));
  const tasks = made.tasks.flatMap(({ type, form }): SimulatedTask[] => {
    if (type === 'form' || type === 'sign')
      return [{ id: `${id}-${form ?? type}`, type, form: form ?? null, label: form ?? '', status: 'sent' }];
    return clients.map((client) => ({
      id: `${client.id}-${type}`,
      type,
      clientId: client.id,
      label: labels[type] ?? type,
      status: 'sent',
    }));
  });
  return {
    id,
    reference: made.reference,
    title: made.title,
    version: 1,
    updatedAt: at,
    url: `https://onboarding.example.com/workspaces/${id}`,
    clients,
    tasks,
    orders: [],
  };
}
