import { alertListener, BackgroundSender, eventWebhookListener, globalChat } from '@flagger/alerts';
import { ContainerModule } from 'inversify';
import { alertsOfLeader } from '../election.ts';
import { logListener } from '../log-listener.ts';
import { telemetry } from '../telemetry.ts';
import { TOKEN } from '../tokens.ts';
import { Writing } from '../writing.ts';
import { madeOf } from './made-of.ts';

/** Who hears of canaries, in this order: metrics, the log, event webhooks, chats. */
export const telling = new ContainerModule(({ bind }) => {
  bind(TOKEN.telemetry).toResolvedValue(...metrics);
  bind(BackgroundSender).toResolvedValue(
    ...madeOf(
      { clock: TOKEN.clock, chance: TOKEN.chance, log: TOKEN.log, telemetry: TOKEN.telemetry },
      ({ telemetry: { onDelivered }, ...ports }) => new BackgroundSender({ ...ports, onDelivered }),
    ),
  );
  bind(TOKEN.listener).toResolvedValue(
    ...madeOf({ telemetry: TOKEN.telemetry }, ({ telemetry: { listener } }) => listener),
  );
  bind(TOKEN.listener).toResolvedValue(...madeOf({ log: TOKEN.log }, ({ log }) => logListener(log)));
  bind(TOKEN.listener).toResolvedValue(
    ...madeOf(
      { options: TOKEN.options, sender: BackgroundSender, clock: TOKEN.clock },
      ({
        options: {
          telling: { eventWebhook, denyLocalWebhooks },
        },
        ...ports
      }) => eventWebhookListener({ ...ports, eventWebhook, denyLocal: denyLocalWebhooks }),
    ),
  );
  bind(TOKEN.listener).toResolvedValue(
    ...madeOf(
      { options: TOKEN.options, sender: BackgroundSender, references: TOKEN.references, writing: Writing },
      ({
        options: {
          chat,
          telling: { clusterName },
        },
        writing,
        ...ports
      }) => alertsOfLeader(alertListener({ ...ports, chat: globalChat(chat), clusterName }), writing),
    ),
  );
});

const metrics = madeOf({ options: TOKEN.options }, ({ options: { mesh, program } }) =>
  telemetry(mesh.provider, program.turnHistogram),
);
