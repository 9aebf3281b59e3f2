/** What we read of Smokeball's answers. Nearly everything there may be null or left out; nothing else is relied on. */
import { z } from 'zod';

const text = z.string().nullish();
const flag = z.boolean().nullish();
/** Ticks and versions: text or number on the wire, text here. */
const exact = z.union([z.string(), z.number()]).transform(String).nullish();

export const link = z.object({ id: z.string().nullish() });
const links = z.array(link).nullish();

export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({
    value: z
      .array(item)
      .nullish()
      .transform((value) => value ?? []),
    size: z.number().nullish(),
  });

const phone = z.object({ areaCode: text, number: text, extension: text }).nullish();
export type WirePhone = z.infer<typeof phone>;

const poBox = z
  .object({ poBoxType: text, poBoxNumber: text, city: text, state: text, zipCode: text })
  .nullish();
/** Which parts are used depends on the firm's country: lines in the US, a street in parts elsewhere. */
const address = z
  .object({
    careOf: text,
    buildingLevel: text,
    unitNumber: text,
    unitType: text,
    streetNumber: text,
    streetName: text,
    streetType: text,
    addressLine1: text,
    addressLine2: text,
    city: text,
    state: text,
    zipCode: text,
    locality: text,
    county: text,
    country: text,
    poBox,
  })
  .nullish();
export type WireAddress = z.infer<typeof address>;

export const contact = z.object({
  id: z.string(),
  externalSystemId: text,
  versionId: exact,
  lastUpdated: exact,
  isDeleted: flag,
  person: z
    .object({
      firstName: text,
      middleName: text,
      lastName: text,
      phone,
      phone2: phone,
      cell: phone,
      fax: phone,
      email: text,
      residentialAddress: address,
      mailingAddress: address,
    })
    .nullish(),
  company: z
    .object({
      name: text,
      phone,
      fax: phone,
      email: text,
      businessAddress: address,
      mailingAddress: address,
      registeredAddress: address,
    })
    .nullish(),
  trust: z.object({ name: text, phone, fax: phone, contacts: links, address }).nullish(),
  groupOfPeople: z.object({ name: text, people: links }).nullish(),
});
export type WireContact = z.infer<typeof contact>;

export const matter = z.object({
  id: z.string(),
  externalSystemId: text,
  versionId: exact,
  number: text,
  title: text,
  description: text,
  status: text,
  matterType: link.nullish(),
  clients: links,
  otherSides: links,
  referrer: link.nullish(),
  personResponsible: link.nullish(),
  openedDate: text,
  closedDate: text,
  leadOpenedDate: text,
  leadClosedDate: text,
  isLead: flag,
});
export type WireMatter = z.infer<typeof matter>;

const stage = z.object({ id: z.string(), name: text, versionId: exact, isDeleted: flag, lastUpdated: exact });
export const stageSet = z.object({
  id: z.string(),
  name: text,
  versionId: exact,
  isDeleted: flag,
  lastUpdated: exact,
  stages: z.array(stage).nullish(),
});
export type WireStageSet = z.infer<typeof stageSet>;

export const matterStage = z.object({
  matter: link.nullish(),
  stageSet: link.nullish(),
  stage: link.nullish(),
});
export type WireMatterStage = z.infer<typeof matterStage>;

const listItem = z.object({
  id: text,
  providerId: text,
  name: text,
  get subItems() {
    return z.array(listItem).nullish();
  },
});
export type WireListItem = z.infer<typeof listItem>;

export const matterType = z.object({
  id: z.string(),
  name: text,
  location: text,
  versionId: exact,
  isDeleted: flag,
  /** The guide's samples have it. */
  deleted: flag,
  representativeOptions: z.array(z.string()).nullish(),
  /** Only of a single one. */
  items: z.array(listItem).nullish(),
});
export type WireMatterType = z.infer<typeof matterType>;

export const staff = z.object({
  id: z.string(),
  versionId: exact,
  firstName: text,
  lastName: text,
  email: text,
  former: flag,
  enabled: flag,
  userId: text,
  phone,
  cell: phone,
});
export type WireStaff = z.infer<typeof staff>;

export const activity = z.object({
  id: z.string(),
  versionId: exact,
  type: z.number().nullish(),
  code: text,
  description: text,
  isBillable: flag,
  rateType: z.number().nullish(),
  rate: z.number().nullish(),
  isDeleted: flag,
});
export type WireActivity = z.infer<typeof activity>;

const relationship = z.object({ id: z.string(), name: text, contact: link.nullish() });
export const role = z.object({
  id: z.string(),
  name: text,
  contact: link.nullish(),
  isClient: flag,
  isOtherSide: flag,
  relationships: z.array(relationship).nullish(),
});
export type WireRole = z.infer<typeof role>;
export const matterRoles = z.object({ versionId: exact, roles: z.array(role).nullish() });

export const fee = z.object({
  id: z.string(),
  versionId: exact,
  subject: text,
  description: text,
  duration: z.number().nullish(),
  finalized: flag,
  invoiceId: text,
  isInvoicedExternally: flag,
  isDeleted: flag,
});
export type WireFee = z.infer<typeof fee>;

export const expense = fee.omit({ duration: true });
export type WireExpense = z.infer<typeof expense>;

const layoutField = z.object({ name: text, type: text, possibleValues: z.array(z.string()).nullish() });
export type WireLayoutField = z.infer<typeof layoutField>;
export const layoutDesign = z.object({ id: text, fields: z.array(layoutField).nullish() });
export const layout = z.object({
  id: text,
  itemId: text,
  name: text,
  layoutDesign: link.nullish(),
  values: z.array(z.object({ key: text, value: text })).nullish(),
});
export type WireLayout = z.infer<typeof layout>;
const someLayouts = z.array(layout).nullish();
/** The schema says `value`, the guide `items`. */
export const layouts = z.object({ value: someLayouts, items: someLayouts });

export const task = z.object({
  id: z.string(),
  matter: link.nullish(),
  createdBy: link.nullish(),
  completedBy: link.nullish(),
  assignees: links,
  subject: text,
  note: text,
  categories: z.array(z.string()).nullish(),
  dueDateOnly: text,
  completedDateOnly: text,
  duration: text,
  isCompleted: flag,
  isDeleted: flag,
  lastUpdated: exact,
});
export type WireTask = z.infer<typeof task>;

export const memo = z.object({
  id: z.string(),
  title: text,
  /** RTF on read. */
  text,
  plainText: text,
  lastUpdated: exact,
  isDeleted: flag,
});
export type WireMemo = z.infer<typeof memo>;

export const file = z.object({
  id: z.string(),
  versionId: exact,
  name: text,
  fileExtension: text,
  dateCreated: text,
  isUploaded: flag,
  isCancelled: flag,
  isDeleted: flag,
  additionalData: z.record(z.string(), z.unknown()).nullish(),
});
export type WireFile = z.infer<typeof file>;
export const uploadInfo = z.object({ fileId: z.string(), uploadUrl: z.string(), expiry: text });

/** Of a 202: the id is final, the record comes later. */
export const accepted = z.object({ id: z.string() });

export const firm = z.object({ id: z.string(), name: text });
export const subscription = z.object({
  id: z.string(),
  eventTypes: z.array(z.string()).nullish(),
  eventNotificationUrl: text,
});
export const eventTypes = z.object({ value: z.array(z.string()).nullish() });

export const hookBody = z.object({
  type: z.string(),
  payload: z.record(z.string(), z.unknown()).nullish(),
});

const looseLinks = z.array(link).nullish().catch(null);
/** The fields of a payload that say which record it is about. Anything else in it is not believed. */
export const hookPayload = z.object({
  id: text.catch(null),
  href: text.catch(null),
  self: z.object({ href: text }).nullish().catch(null),
  matterId: text.catch(null),
  matter: link.nullish().catch(null),
  stages: looseLinks,
  roles: z
    .array(z.object({ id: text, relationships: looseLinks }))
    .nullish()
    .catch(null),
  message: text.catch(null),
  resourceName: text.catch(null),
  resourceId: text.catch(null),
});
export type HookPayload = z.infer<typeof hookPayload>;
