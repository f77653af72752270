import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { createElasticsearchReceiver } from '../../telemetry/log-shipping/elasticsearch.js';
import { createLokiReceiver } from '../../telemetry/log-shipping/loki.js';
import type { SinkName } from '../../telemetry/label-values.js';
import type { Receiver } from '../../telemetry/log-shipping/receiver.js';
import { runShippingThread, type ThreadEvent } from '../../telemetry/log-shipping/shipping-thread.js';
import { createSink } from '../../telemetry/log-shipping/sink.js';
import { createBackoff } from '../backoff.js';
import { openHttpSender } from './http-sender.js';
import type { ReceiverSettings, ShippingSettings } from './shipping-settings.js';

// What the thread that ships log lines runs: see open-log-shipping.ts.

const SINK = { batchBytes: 1024 * 1024, backoffMs: createBackoff({ firstMs: 250, mostMs: 10_000 }) };

const settings = workerData as ShippingSettings;

type Tell = (event: ThreadEvent) => void;

const CREATE: Readonly<Record<SinkName, (receiver: ReceiverSettings, tell: Tell) => Receiver>> = {
  loki: (receiver) => createLokiReceiver(openHttpSender(receiver, { ca: settings.ca, gzip: false }), { url: receiver.url, job: settings.job }),
  elasticsearch: (receiver, tell) =>
    createElasticsearchReceiver(openHttpSender(receiver, settings), {
      url: receiver.url,
      // 72 bits: no start of any process has it too.
      idPrefix: `${Date.now().toString(36)}${randomBytes(9).toString('hex')}`,
      installsTemplate: settings.installsTemplate,
      onTemplateRefused: (why) => tell({ kind: 'template-refused', why }),
    }),
};

if (!parentPort) throw new Error('this file is the main file of a worker thread');
runShippingThread(parentPort, (tell) =>
  (Object.entries(settings.receivers) as [SinkName, ReceiverSettings][]).map(([name, receiver]) => {
    const onEvent: Tell = (event) => tell(name, event);
    return createSink(CREATE[name](receiver, onEvent), { ...SINK, name, bufferBytes: settings.bufferBytes, onEvent });
  }),
);
