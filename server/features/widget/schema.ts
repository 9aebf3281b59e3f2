/** The API of website forms: setting them up, and what their visitors reach without signing in. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import {
  configuration,
  priceList,
  publicPrice,
  requestAnswer,
  visitorInputs,
  visitorRequest,
} from './public-shapes.ts';
import { widget, widgetInput, widgetPatch } from './shapes.ts';

const id = z.object({ id: z.uuid() });
const administrator = { tag: 'Website', access: 'administrator' } as const;

export const widgetRoutes = {
  listWidgets: route({
    ...administrator,
    method: 'GET',
    path: '/api/v1/widgets',
    summary: 'Forms for the firm’s website, by name',
    answer: pageOf(widget),
    audit: 'none',
  }),
  getWidget: route({
    ...administrator,
    method: 'GET',
    path: '/api/v1/widgets/:id',
    summary: 'One form, with what is still missing',
    params: id,
    answer: widget,
    audit: 'none',
  }),
  createWidget: route({
    ...administrator,
    method: 'POST',
    path: '/api/v1/widgets',
    summary: 'Make a form; it is not active yet',
    body: widgetInput,
    answer: widget,
    status: 201,
    problems: ['already_exists'],
    audit: 'widget.created',
  }),
  updateWidget: route({
    ...administrator,
    method: 'PATCH',
    path: '/api/v1/widgets/:id',
    summary: 'Change a form, switch it on or off',
    params: id,
    body: widgetPatch,
    answer: widget,
    problems: ['already_exists', 'conflict', 'wrong_state'],
    audit: 'widget.changed',
  }),
  removeWidget: route({
    ...administrator,
    method: 'DELETE',
    path: '/api/v1/widgets/:id',
    summary: 'Remove a form; its leads stay',
    params: id,
    audit: 'widget.removed',
  }),
};

const anyone = { tag: 'Website', access: 'anyone' } as const;
const key = z.object({ key: z.string().min(1).max(200) });

export const publicWidgetRoutes = {
  configuration: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/widget/:key',
    summary: 'What a form asks and how it looks',
    params: key,
    answer: configuration,
    problems: ['too_many_requests'],
    audit: 'none',
  }),
  price: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/widget/:key/price',
    summary: 'What a visitor’s transaction costs; nothing is kept',
    params: key,
    body: z.object({ inputs: visitorInputs }),
    answer: publicPrice,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'none',
    bodyLimit: 32 * 1024,
  }),
  request: route({
    ...anyone,
    method: 'POST',
    path: '/api/v1/widget/:key/requests',
    summary: 'Ask the firm for a quote; again with the same id is the same as once',
    params: key,
    body: visitorRequest,
    answer: requestAnswer,
    problems: ['too_many_requests'],
    audit: 'lead.created',
    bodyLimit: 32 * 1024,
  }),
  prices: route({
    ...anyone,
    method: 'GET',
    path: '/api/v1/widget/:key/prices',
    summary: 'The firm’s published prices, each with the case that it is the price of',
    params: key,
    answer: priceList,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'none',
  }),
  pricePage: route({
    ...anyone,
    method: 'GET',
    path: '/prices/:key',
    summary: 'The same as a page',
    params: key,
    streams: true,
    problems: ['wrong_state', 'too_many_requests'],
    audit: 'none',
  }),
};
