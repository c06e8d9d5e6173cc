import { z } from 'zod';
import { secretRef, text } from './fields.ts';
import { once } from './once.ts';

/** How to send alerts. */
export const alertProviderSpec = once(() =>
  z
    .object({
      type: z.enum(['slack', 'msteams', 'discord', 'rocket', 'gchat']).meta({ description: 'Kind of chat.' }),
      channel: text('Channel; general by default.').exactOptional(),
      username: text('Name of the sender; flagger by default.').exactOptional(),
      address: text('Address of the incoming webhook.').exactOptional(),
      proxy: text('Address of a proxy.').exactOptional(),
      secretRef: secretRef('The Secret that holds the address.').exactOptional(),
    })
    .meta({
      description: 'What is wanted.',
      oneOf: ['address', 'secretRef'].map((place) => ({ required: ['type', place] })),
    }),
);
