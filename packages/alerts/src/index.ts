export { alertListener, globalChat, type AlertPorts, type Chat, type SlackOptions } from './alerts.ts';
export { eventWebhookListener, type EventWebhookPorts } from './event-webhooks.ts';
export { BackgroundSender, type Delivered, type Sender, type SenderPorts } from './sender.ts';
