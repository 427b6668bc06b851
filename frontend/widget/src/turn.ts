// One turn: the stream of one question, read to its terminal event. A line that breaks is taken up again after the last
// event that arrived; only a `done` event finishes an answer, everything else leaves it visibly unfinished.
import { type Client, Failure } from "./client";
import { frames, type Frame } from "./sse";
import type { ChatEvent } from "./types";

export interface TurnView {
  event(event: ChatEvent): void;
  reconnecting(): void;
  failed(failure: Failure): void;
}

const SILENCE_MS = 40_000; // heartbeats come every 15 s
const A_TASK_MS = 8;
const WAITS_MS = [300, 1000, 2000, 4000, 8000];

export class Turn {
  private readonly end = new AbortController();
  private line: AbortController | null = null;
  private messageId = "";
  private last = 0;
  private over = false;

  constructor(private readonly client: Client, private readonly view: TurnView) {}

  get running(): boolean {
    return !this.over;
  }

  async ask(body: Record<string, unknown>): Promise<void> {
    await this.keepReading((signal) => this.client.post("/v1/chat", body, signal));
  }

  /** Takes up a turn that broke off, after the last event that came. False when the server had not begun it. */
  get resumable(): boolean {
    return this.messageId !== "";
  }

  async resume(): Promise<void> {
    this.over = false;
    await this.keepReading((signal) => this.rest(signal));
  }

  /** Asks the server to stop; its `done` event then ends the turn. Where it cannot be reached the turn ends here. */
  async stop(): Promise<void> {
    if (this.over) return;
    try {
      if (!this.messageId) throw new Failure("interrupted");
      await this.client.post(`/v1/chat/${encodeURIComponent(this.messageId)}/stop`, {});
    } catch {
      this.close();
      this.view.event({ type: "done", message_id: this.messageId, status: "stopped" });
    }
  }

  /** Leaves without a word: the element is gone. */
  close(): void {
    this.over = true;
    this.end.abort();
    this.line?.abort();
  }

  private rest(signal: AbortSignal): Promise<Response> {
    const path = `/v1/chat/${encodeURIComponent(this.messageId)}/events`;
    return this.client.get(path, { "Last-Event-ID": `${this.messageId}:${this.last}` }, signal);
  }

  private async keepReading(first: (signal: AbortSignal) => Promise<Response>): Promise<void> {
    let open = first;
    let broken = 0;
    while (!this.over) {
      const before = this.last;
      const failure = await this.read(open);
      if (this.over) return;
      if (this.last > before) broken = 0;
      const refused = failure !== null && failure.status > 0 && failure.status < 500;
      if (!this.messageId || refused || broken === WAITS_MS.length) {
        this.over = true;
        // Once a reply has begun, that its rest is not to be had says no more than that it broke off.
        const lost = failure === null || (this.messageId && failure.code === "not_found");
        this.view.failed(lost ? new Failure("interrupted", failure?.status) : failure);
        return;
      }
      this.view.reconnecting();
      await this.wait(WAITS_MS[broken++]!);
      open = (signal) => this.rest(signal);
    }
  }

  private async read(open: (signal: AbortSignal) => Promise<Response>): Promise<Failure | null> {
    const line = (this.line = new AbortController());
    let quiet = setTimeout(() => line.abort(), SILENCE_MS);
    const alive = (): void => {
      clearTimeout(quiet);
      quiet = setTimeout(() => line.abort(), SILENCE_MS);
    };
    try {
      const reply = await open(line.signal);
      if (reply.body) await this.readAll(frames(reply.body, alive));
      return null;
    } catch (problem) {
      return problem instanceof Failure ? problem : new Failure(navigator.onLine ? "interrupted" : "offline");
    } finally {
      clearTimeout(quiet);
    }
  }

  /** Many events may stand in one piece of the line: the page gets its turn between them. */
  private async readAll(events: AsyncGenerator<Frame>): Promise<void> {
    let began = performance.now();
    for await (const { id, data } of events) {
      if (this.take(id, data)) return;
      if (performance.now() - began < A_TASK_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      began = performance.now();
    }
  }

  /** True when the event ended the turn. An event that came before is passed over. */
  private take(id: string, data: string): boolean {
    if (this.over) return true;
    const number = Number(id.slice(id.lastIndexOf(":") + 1));
    if (number <= this.last) return false;
    const event = JSON.parse(data) as ChatEvent;
    if (number) this.last = number;
    if (event.type === "meta") this.messageId = event.message_id;
    this.over = event.type === "done" || event.type === "error";
    this.view.event(event);
    return this.over;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      const go = (): void => (clearTimeout(timer), resolve());
      window.addEventListener("online", go, { once: true });
      this.end.signal.addEventListener("abort", go, { once: true });
    });
  }
}
