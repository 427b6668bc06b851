// The shapes that cross the border: the events of a turn, the replies of the service, and the page's own API.

export type Lang = "zh" | "en";

export interface Citation {
  ref: string;
  title: string;
  section?: string | null;
  quote: string;
  date?: string | null;
  url?: string | null;
}

export interface Step {
  id: string;
  phase: string;
  title: string;
  detail: string;
  owner: string;
  due: string;
  effort_minutes?: number | null;
  why?: string | null;
  done_when?: string | null;
  refs: string[];
}

export interface Plan {
  id: string;
  title: string;
  summary: string;
  lang: Lang;
  steps: Step[];
  citations?: Citation[];
}

export interface Draft {
  id: string;
  kind: string;
  channel: string;
  lang: Lang;
  subject?: string | null;
  text: string;
  variants?: { label: string; text: string }[];
  slots?: { name: string; value: string | null; source: string }[];
}

export interface Question {
  id: string;
  text: string;
  options: { id: string; text: string }[];
}

export interface Links {
  export_ics?: string | null;
  export_docx?: string | null;
  console?: string | null;
}

export type ChatEvent =
  | { type: "meta"; conversation_id: string; message_id: string; lang: Lang; intent: string; ai_notice: string }
  | { type: "status"; stage: string; text: string }
  | { type: "citations"; citations: Citation[] }
  | { type: "delta"; text: string }
  | ({ type: "question" } & Question)
  | { type: "plan"; plan: Plan; links: Links }
  | { type: "draft"; draft: Draft; channels: { id: string; name: string }[] }
  | { type: "suggestions"; suggestions: string[] }
  | { type: "done"; message_id: string; status: "complete" | "stopped" }
  | { type: "error"; code: string; title: string; detail: string; retryable: boolean; message_id: string };

export interface ChannelConfig {
  channel: { title: string; accent: string; position: string; theme: string; anonymous: boolean };
  greeting: string;
  suggestions: string[];
  ai_notice: string;
}

/** What a page may add to each question: names only, no instructions. */
export interface Context {
  department?: string;
  process?: string;
}

/** Gives the signed identity of the person on the page; called again whenever a session has ended. */
export type Identify = () => string | Promise<string>;

export interface Handle {
  open(): void;
  close(): void;
  toggle(): void;
  ask(text: string): void;
  identify(identity: string | Identify): void;
  setContext(context: Context): void;
  setLocale(lang: string): void;
  on(event: string, listener: (detail: unknown) => void): () => void;
  destroy(): void;
}

export interface Queue {
  calls: [keyof Handle, unknown[]][];
}

declare global {
  interface Window {
    HRPlaybook?: Handle & Partial<Queue> & { widgets?: readonly Handle[] };
  }
}
