/** The practice record's public face. */
export { type ContactAddress, readAddresses } from './contact-addresses.ts';
export {
  createContactForNumber,
  createContactsForNumbers,
  ensureActivityCode,
  findContactFact,
  findContactsByNumbers,
  findOrCreateCompany,
} from './contact-matching.ts';
export { getContact } from './contacts-reads.ts';
export { type Contact, type ContactInput, type ContactPatch, contactInput } from './contacts-schema.ts';
export { createContact, type NewContact, updateContact } from './contacts-store.ts';
export { createCostRecovery } from './cost-recoveries-store.ts';
export { toCsv } from './csv-export.ts';
export { createPracticeFeature, type PracticeApi } from './feature.ts';
export { createFee } from './fees-store.ts';
export {
  type LayoutField,
  type LayoutName,
  type LayoutOrigin,
  type LayoutState,
  type LayoutValue,
  type LayoutValues,
  openFields as openLayoutFields,
  readLayout,
  readValue as readLayoutValue,
  type StoredField,
  type Written,
  writeLayoutFields,
} from './layouts/index.ts';
export { createMatter, mustSeeMatter, updateMatter } from './matters-store.ts';
export { handOverMatters, mattersSeenByAlone } from './matters-walls.ts';
export {
  absorbContact,
  archiveKeptContacts,
  type Keeper,
  type KeptContact,
  plainText,
  writeKeptContacts,
} from './mirror-contacts.ts';
export {
  closeKeptMatters,
  contactsOnMatters,
  type KeptMatter,
  type KeptParty,
  replaceKeptParties,
  writeKeptMatters,
} from './mirror-matters.ts';
export { findOwnContacts, findOwnMatters, noteOwnReach } from './mirror-own.ts';
export {
  type KeptActivityCode,
  type KeptStage,
  lockNames,
  removeKeptStages,
  removeKeptTypes,
  retireKeptCodes,
  writeKeptCodes,
  writeKeptStages,
  writeKeptTypes,
} from './mirror-types.ts';
export {
  type FoundNumber,
  findNumbers,
  formatForPeople,
  isWithheld,
  type NumbersInText,
  toE164,
} from './phone-numbers.ts';
export {
  completeTask,
  isRecordKind,
  type RecordKind,
  removeRecord,
  reopenTask,
  restoreRecord,
  updateGenerated,
} from './record-changes.ts';
export {
  addDocumentVersions,
  type DocumentVersionWrite,
  type DocumentWrite,
  type FeeWrite,
  insertDocuments,
  insertFees,
  insertMemos,
  insertTasks,
  type MemoWrite,
  type TaskWrite,
} from './record-writes.ts';
export { fold, numberWords, searchQuery, searchWords } from './search-terms.ts';
export { type Task, task, taskInput } from './tasks-schema.ts';
export { createTask } from './tasks-store.ts';
