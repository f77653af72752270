// The load generator, a process of its own: it shares no event loop with what it measures. Waits for one plan, carries
// it out, says when it measures, and ends.
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { GeneratorMessage, GeneratorPlan } from './messages.js';
import { createMeter } from './meter.js';
import { createRequests } from './requests.js';
import { sendAsAnswered, sendAtRate } from './senders.js';

const say = (message: GeneratorMessage): void => void process.send?.(message);

async function generate(plan: GeneratorPlan): Promise<void> {
  const { load } = plan;
  const nextRequest = createRequests(plan);
  const meter = createMeter(plan.clicksOfRequest);
  if (load.kind === 'counted') {
    meter.start();
    const sending = await sendAsAnswered(plan, nextRequest, meter, load.clicks);
    await sending.counted;
    say({ say: 'measured', result: meter.stop() });
    await sending.stop();
  } else {
    const sending =
      load.kind === 'closed'
        ? await sendAsAnswered(plan, nextRequest, meter)
        : await sendAtRate(plan, nextRequest, meter, load.rate);
    await pause(load.warmUpMs);
    meter.start();
    say({ say: 'measuring' });
    await pause(load.measureMs);
    say({ say: 'measured', result: meter.stop() });
    await sending.stop();
  }
  say({ say: 'done', accepted: meter.acceptedInAll() });
}

// A generator must not outlive the benchmark that started it.
process.once('disconnect', () => process.exit());
const plan = once(process, 'message');
say({ say: 'ready' });
await generate((await plan)[0] as GeneratorPlan);
process.disconnect();
