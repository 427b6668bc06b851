// The conversation: one turn after another, each kept with what is needed to ask it again.
import type { Client, Failure } from "./client";
import { copy, save } from "./clipboard";
import { h } from "./dom";
import { Turn, type TurnView } from "./turn";
import type { ChatEvent, Context, Draft, Lang } from "./types";
import { Reply, type ReplyDeeds } from "./view/reply";
import type { Say } from "./words";

export interface Surroundings {
  lang(): Lang;
  context(): Context;
  announce(text: string): void;
  busy(working: boolean): void;
  grown(): void;
  emit(event: string, detail: Record<string, unknown>): void;
  say(): Say;
}

interface Asked {
  message: string;
  answers?: Record<string, string>;
}

const SITUATION_LIMIT = 4000;

export class Conversation {
  private id = "";
  private turn: Turn | null = null;
  private reply: Reply | null = null;
  private said: string[] = [];

  constructor(private readonly client: Client, private readonly log: HTMLElement, private readonly around: Surroundings) {}

  get empty(): boolean {
    return this.said.length === 0;
  }

  ask(asked: Asked): void {
    if (this.turn?.running) return;
    this.reply?.close();
    this.said.push(asked.message);
    const label = h("span", { class: "hidden" }, this.around.say()("you"));
    this.log.append(h("div", { class: "asked", part: "question" }, label, h("p", {}, asked.message)));
    this.around.emit("ask", { length: asked.message.length });
    this.begin(asked);
  }

  stop(): void {
    void this.turn?.stop();
  }

  /** Ends what runs and forgets what was said. */
  close(): void {
    this.turn?.close();
    this.around.busy(false);
  }

  private begin(asked: Asked): void {
    const reply: Reply = new Reply(this.around.lang(), this.deeds(asked, () => reply, () => turn));
    const turn: Turn = new Turn(this.client, this.viewOf(reply, () => turn));
    this.reply = reply;
    this.turn = turn;
    this.log.append(reply.node);
    this.around.announce(this.around.say()("answering"));
    this.run(turn.ask({ ...asked, ...this.around.context(), conversation_id: this.id || undefined }));
    this.around.grown();
  }

  private run(work: Promise<void>): void {
    this.around.busy(true);
    void work.finally(() => this.around.busy(this.turn?.running ?? false));
  }

  private viewOf(reply: Reply, turn: () => Turn): TurnView {
    return {
      event: (event) => this.take(reply, event),
      reconnecting: () => reply.reconnecting(),
      failed: (failure) => {
        const reason = failure.code === "interrupted" ? "" : this.words(failure, this.around.say());
        reply.broken(reason, true, turn().resumable && failure.status === 0);
        this.around.emit("error", { code: failure.code });
      },
    };
  }

  private take(reply: Reply, event: ChatEvent): void {
    if (event.type === "error") {
      reply.broken(event.detail || event.title, event.retryable);
      this.around.emit("error", { code: event.code });
      return;
    }
    if (event.type === "meta") this.id = event.conversation_id;
    reply.take(event);
    if (event.type === "done") this.around.emit("answer", { message_id: event.message_id, status: event.status });
  }

  private deeds(asked: Asked, reply: () => Reply, turn: () => Turn): ReplyDeeds {
    return {
      answer: (message, answers) => this.ask({ message, answers }),
      ask: (message) => this.ask({ message }),
      download: (path, name) => this.download(path, name),
      rate: (id, rating) => this.rate(id, rating),
      copy: (text) => copy(text, this.log),
      rewrite: (draft, channel) => this.rewrite(draft, channel),
      again: () => {
        if (this.turn?.running) return;
        reply().node.remove();
        this.begin(asked);
      },
      resume: () => {
        if (this.turn?.running) return;
        this.turn = turn();
        reply().revive();
        this.run(turn().resume());
      },
      grown: () => this.around.grown(),
      announce: (text) => this.around.announce(text),
      words: (failure, say) => this.words(failure, say),
    };
  }

  words(failure: Failure, say: Say): string {
    return say(`error.${failure.code}`, { origin: location.origin, seconds: failure.seconds });
  }

  private async download(path: string, name: string): Promise<void> {
    try {
      save(await (await this.client.get(path)).blob(), name);
    } catch {
      this.around.announce(this.around.say()("download_failed"));
    }
  }

  private async rate(id: string, rating: object): Promise<boolean> {
    try {
      await this.client.post(`/v1/messages/${encodeURIComponent(id)}/feedback`, rating);
      this.around.emit("feedback", { message_id: id, ...rating });
      return true;
    } catch {
      return false;
    }
  }

  /** The same draft for another channel: the situation is what was told so far, filled blanks are kept. */
  private async rewrite(draft: Draft, channel: string): Promise<Draft> {
    const slots: Record<string, string> = {};
    for (const { name, value, source } of draft.slots ?? []) if (source === "given" && value) slots[name] = value;
    const text = this.said.join("\n").slice(-SITUATION_LIMIT);
    const body = { text, kind: draft.kind, channel, lang: draft.lang, slots, ...this.around.context() };
    return (await this.client.post("/v1/drafts", body)).json() as Promise<Draft>;
  }
}

