/// <reference types="vite/client" />

/** Made by vite.config.ts from the server's own schema of the signed webhook. */
declare module 'virtual:webhook-schema' {
  export const webhookSchema: import('./features/sources/webhook-fields.ts').JsonSchema;
}
