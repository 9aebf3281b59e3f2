/** How the portal looks to the firm's clients, and by what address they come. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { country } from '../firms/index.ts';
import { maxLogoBytes } from './pictures.ts';

const tag = 'Portal';
const version = z.number().int().optional().describe('What you saw; or send If-Match');

const look = z.object({
  firmId: z.uuid(),
  firmName: z.string(),
  country,
  accent: z.string().describe('The firm’s colour, #rrggbb'),
  logo: z.string().nullable().describe('Address of a PNG; null: the firm has none'),
  quickExit: z
    .object({ url: z.string() })
    .nullable()
    .describe('“Leave quickly” and where it leads; an empty address: a page of the firm’s country'),
});
export const publicLook = look;

export const ownLook = look.extend({
  version: z.number().int(),
  host: z.string().nullable().describe('The firm’s own address, without https://'),
  hostVerified: z.boolean().describe('A browser came to us by it, so that links use it'),
  namedAtSignIn: z
    .boolean()
    .describe('Clients see the firm’s name before they are in: it has its own address, or is alone here'),
  portalUrl: z.string().describe('Where links to the portal lead now'),
});

/** Letters, figures and hyphens between dots, perhaps a port. */
const host = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^(?=[^:]{1,253}(?::|$))(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}(?::\d{2,5})?$/,
    'An address such as portal.example.com',
  );

const exitUrl = z
  .url({ protocol: /^https$/, error: 'An address that begins with https://' })
  .max(300)
  .or(z.literal(''));

export const portalLookRoutes = {
  get: route({
    method: 'GET',
    path: '/api/v1/portal-look',
    summary: 'How the portal looks to the firm’s clients',
    tag,
    access: 'member',
    answer: ownLook,
    audit: 'none',
  }),
  change: route({
    method: 'PATCH',
    path: '/api/v1/portal-look',
    summary: 'Change the firm’s colour in the portal, and its quick exit',
    tag,
    access: 'administrator',
    body: z.object({
      accent: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, 'A colour such as #0e5a55')
        .transform((colour) => colour.toLowerCase())
        .optional(),
      quickExit: z.boolean().optional(),
      quickExitUrl: exitUrl.optional(),
      version,
    }),
    answer: ownLook,
    problems: ['conflict'],
    audit: 'portal_look.changed',
  }),
  putLogo: route({
    method: 'PUT',
    path: '/api/v1/portal-look/logo',
    summary: 'Set the logo: a PNG, JPEG or WebP picture, which is drawn anew; no SVG',
    tag,
    access: 'administrator',
    consumes: 'bytes',
    bodyLimit: maxLogoBytes,
    answer: ownLook,
    problems: ['too_large'],
    audit: 'portal_look.changed',
  }),
  removeLogo: route({
    method: 'DELETE',
    path: '/api/v1/portal-look/logo',
    summary: 'Take the logo away; the firm’s initials stand there again',
    tag,
    access: 'administrator',
    answer: ownLook,
    audit: 'portal_look.changed',
  }),
  putHost: route({
    method: 'PUT',
    path: '/api/v1/portal-look/host',
    summary: 'Name the portal’s own address, or none; links use it once it was checked',
    tag,
    access: 'owner',
    body: z.object({ host: host.nullable() }),
    answer: ownLook.extend({
      checkUrl: z
        .string()
        .nullable()
        .describe('To be opened in a browser, which proves that the address leads here'),
    }),
    problems: ['already_exists'],
    secretAnswer: true,
    audit: 'portal_host.changed',
  }),
  checkHost: route({
    method: 'GET',
    path: '/portal/address-check',
    summary: 'A browser comes by the firm’s own address: from now on links use it',
    tag,
    access: 'anyone',
    query: z.object({ token: z.string().max(300).default('') }),
    streams: true,
    problems: ['already_exists', 'too_many_requests'],
    audit: 'portal_host.verified',
  }),
  publicLook: route({
    method: 'GET',
    path: '/api/v1/portal/look',
    summary: 'Whose portal this address is, and how it looks; null at an address that several firms share',
    tag,
    access: 'anyone',
    answer: z.object({ look: look.nullable() }),
    audit: 'none',
  }),
  manifest: route({
    method: 'GET',
    path: '/portal/app.webmanifest',
    summary: 'The firm’s portal as an app (W3C web app manifest)',
    tag,
    access: 'anyone',
    query: z.object({ firm: z.uuid() }),
    streams: true,
    audit: 'none',
  }),
  picture: route({
    method: 'GET',
    path: '/portal/app/:firmId/:file',
    summary: 'The firm’s logo, or an icon of its app',
    tag,
    access: 'anyone',
    params: z.object({ firmId: z.uuid(), file: z.string().max(40) }),
    query: z.object({ v: z.string().max(40).optional().describe('Changes with the picture') }),
    streams: true,
    audit: 'none',
  }),
};
