// What the pipeline counts, for /metrics and for the bench. Codes only: no owner, no text, no address ever becomes a label.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type Metrics = ReturnType<typeof pipelineMetrics>

const seconds = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

export function pipelineMetrics(registry: Registry) {
  const registers = [registry]
  return {
    turns: new Counter({ name: 'brug_turns_total', help: 'Turns by event type and how they ended', labelNames: ['event', 'result'], registers }),
    turnSeconds: new Histogram({
      name: 'brug_turn_seconds',
      help: 'Time spent deciding, without the store',
      buckets: [0.0001, 0.001, 0.005, 0.02, 0.1, 0.5, 2],
      registers,
    }),
    waitSeconds: new Histogram({ name: 'brug_event_wait_seconds', help: 'From the event to the end of its turn', buckets: seconds, registers }),
    notes: new Counter({ name: 'brug_notes_total', help: 'Facts noted by turns', labelNames: ['what', 'level', 'topic', 'lang'], registers }),
    sends: new Counter({ name: 'brug_sends_total', help: 'Attempts to send, by outcome', labelNames: ['channel', 'purpose', 'outcome', 'code'], registers }),
    sendSeconds: new Histogram({
      name: 'brug_send_seconds',
      help: 'Time a platform took to accept a message',
      labelNames: ['channel'],
      buckets: seconds,
      registers,
    }),
    effects: new Counter({ name: 'brug_effects_total', help: 'Effects other than messages, by outcome', labelNames: ['type', 'outcome'], registers }),
    outside: new Counter({ name: 'brug_outside_total', help: 'What was asked of others outside, by outcome', labelNames: ['what', 'outcome'], registers }),
    timerLateSeconds: new Histogram({ name: 'brug_timer_late_seconds', help: 'How late a moment was put into its mailbox', buckets: seconds, registers }),
    rebuiltTimers: new Gauge({ name: 'brug_rebuilt_timers', help: 'Moments found in all documents at the last rebuild of the calendar', registers }),
  }
}
