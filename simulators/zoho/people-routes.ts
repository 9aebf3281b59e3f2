/** Users, the organisation, the fields of deals: in the guide, and in descriptions that are not at hand here. */
import type { Route } from '../practice/contract.ts';
import { answerQuery } from './coql.ts';
import { numberedPage } from './lists.ts';
import { connectedUser } from './shapes.ts';
import type { ZohoState } from './state.ts';

const undescribed = 'another of the vendor’s files describes it (users, org, fields, coql)';

export function peopleRoutes(state: ZohoState, org: { id: string; name: string }): Route[] {
  return [
    {
      method: 'GET',
      template: '/crm/v8/users',
      undescribed,
      handle({ query }) {
        const all = [...state.users.values()];
        const me = connectedUser(state).id;
        const type = query.get('type') ?? 'AllUsers';
        const wanted = all.filter(({ id, status }) =>
          type === 'CurrentUser' ? id === me : type === 'AllUsers' || status === 'active',
        );
        const { items, info } = numberedPage(query, wanted);
        return items.length === 0 ? { status: 204 } : { status: 200, body: { users: items, info } };
      },
    },
    {
      method: 'GET',
      template: '/crm/v8/users/{id}',
      undescribed,
      handle({ params }) {
        const user = state.users.get(params.id ?? '');
        return user === undefined ? { status: 204 } : { status: 200, body: { users: [user] } };
      },
    },
    {
      method: 'GET',
      template: '/crm/v8/org',
      undescribed,
      handle: () => ({
        status: 200,
        body: { org: [{ id: org.id, zgid: org.id, company_name: org.name, type: 'Production' }] },
      }),
    },
    {
      method: 'GET',
      template: '/crm/v8/settings/fields',
      undescribed,
      handle: ({ query }) =>
        query.get('module') === 'Deals'
          ? { status: 200, body: { fields: dealFields(state) } }
          : { status: 204 },
    },
    {
      method: 'POST',
      template: '/crm/v8/coql',
      undescribed,
      handle: (request) => answerQuery(state, request),
    },
  ];
}

function dealFields({ stages, pipelines }: ZohoState) {
  const values = stages.map(({ name, forecast }, index) => ({
    display_value: name,
    actual_value: name,
    sequence_number: index + 1,
    forecast_type: forecast,
    type: 'used',
  }));
  const lists = pipelines.map((pipeline, index) => ({
    display_value: pipeline.name,
    actual_value: pipeline.name,
    sequence_number: index + 1,
    type: 'used',
    maps: [
      {
        api_name: 'Stage',
        pick_list_values: values.filter(({ actual_value: name }) => pipeline.stages.includes(name)),
      },
    ],
  }));
  return [
    { api_name: 'Deal_Name', data_type: 'text' },
    { api_name: 'Stage', data_type: 'picklist', pick_list_values: values },
    ...(lists.length === 0 ? [] : [{ api_name: 'Pipeline', data_type: 'picklist', pick_list_values: lists }]),
  ];
}
