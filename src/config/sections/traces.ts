import { Type } from 'typebox';

export const traces = {
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://[^/ ]+', description: 'receiver of OTLP over HTTP, without /v1/traces; traces are off when not set' }),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://[^/ ]+', description: 'the same for traces alone, the whole address' }),
  ),
  MINING_TRACES_SAMPLE_RATIO: Type.Number({
    default: 0.1,
    minimum: 0,
    maximum: 1,
    description: 'share of the traces to record that no sender has decided on',
  }),
};
