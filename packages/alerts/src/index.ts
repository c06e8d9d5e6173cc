export { alertListener, type AlertPorts } from './alerts.ts';
export type { Chat } from './chats/index.ts';
export { eventWebhookListener, type EventWebhookPorts } from './event-webhooks.ts';
export { globalChat, type GlobalChatOptions } from './global-chat.ts';
export { BackgroundSender, type Delivered, type Sender, type SenderPorts } from './sender.ts';
