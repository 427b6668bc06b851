// Requests to the service. The session token lives in memory only; when it ends, the page is asked who is there again.
import { encode } from "./json";
import type { ChannelConfig, Identify, Lang } from "./types";

const A_MINUTE = 60;
const PATIENCE_MS = 5000;
const PLAIN = { credentials: "omit", redirect: "error", referrerPolicy: "origin" } as const;

/** What went wrong, by the code the words are kept under. */
export class Failure extends Error {
  constructor(readonly code: string, readonly status = 0, readonly seconds = A_MINUTE) {
    super(code);
  }
}

const KNOWN = new Set(["origin_not_allowed", "session_expired", "rate_limited", "validation"]);
const BY_STATUS: Record<number, string> = { 401: "unauthorized", 403: "unauthorized", 404: "not_found", 422: "validation", 429: "rate_limited" };

export class Client {
  identify: Identify | null = null;
  private token: Promise<string> | null = null;

  constructor(private readonly server: string, private readonly key: string) {}

  config(lang: Lang): Promise<ChannelConfig> {
    const query = new URLSearchParams({ key: this.key, lang });
    return this.send(`/widget/v1/config?${query}`, {}).then((reply) => reply.json() as Promise<ChannelConfig>);
  }

  /** Opens a session ahead of the first question, so that a page that may not ask learns it at once. */
  async ready(): Promise<void> {
    await this.session();
  }

  /** Forgets the session: the next request opens one for whoever is there then. */
  forget(): void {
    this.token = null;
  }

  get(path: string, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return this.authorised(path, { headers, ...(signal ? { signal } : {}) });
  }

  post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    const headers = { "Content-Type": "application/json" };
    return this.authorised(path, { method: "POST", body: encode(body), headers, ...(signal ? { signal } : {}) });
  }

  private async authorised(path: string, init: RequestInit): Promise<Response> {
    const used = this.session();
    try {
      return await this.withToken(path, init, await used);
    } catch (failure) {
      if (!(failure instanceof Failure) || failure.status !== 401) throw failure;
      if (this.token === used) this.token = null;
      return this.withToken(path, init, await this.session());
    }
  }

  private withToken(path: string, init: RequestInit, token: string): Promise<Response> {
    return this.send(path, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
  }

  private session(): Promise<string> {
    this.token ??= this.open().catch((problem: unknown) => {
      this.token = null;
      throw problem;
    });
    return this.token;
  }

  private async open(): Promise<string> {
    const identity = await this.identify?.();
    const body = identity ? { key: this.key, identity } : { key: this.key };
    const headers = { "Content-Type": "application/json" };
    const reply = await this.send("/widget/v1/sessions", { method: "POST", body: encode(body), headers });
    return ((await reply.json()) as { token: string }).token;
  }

  private async send(path: string, init: RequestInit): Promise<Response> {
    let reply: Response;
    try {
      reply = await fetch(this.server + path, { ...init, ...PLAIN });
    } catch (problem) {
      if (problem instanceof DOMException && problem.name === "AbortError") throw problem;
      throw new Failure(navigator.onLine ? await this.unread(path) : "offline");
    }
    if (!reply.ok) throw await failureOf(reply);
    return reply;
  }

  /** Why nothing could be read: a page that may not ask gets no readable reply, but every page may ask whether it may. */
  private async unread(path: string): Promise<string> {
    if (!path.startsWith("/widget/")) return "server_error"; // whoever has a session was let in
    const query = new URLSearchParams({ key: this.key, origin: location.origin });
    try {
      const reply = await fetch(`${this.server}/widget/v1/check?${query}`, { ...PLAIN, signal: AbortSignal.timeout(PATIENCE_MS) });
      return ((await reply.json()) as { allowed?: unknown }).allowed === false ? "origin_not_allowed" : "server_error";
    } catch {
      return "server_error";
    }
  }
}

async function failureOf(reply: Response): Promise<Failure> {
  const seconds = Number(reply.headers.get("Retry-After")) || A_MINUTE;
  const problem = (await reply.json().catch(() => ({}))) as { code?: unknown };
  const code = typeof problem.code === "string" && KNOWN.has(problem.code) ? problem.code : BY_STATUS[reply.status];
  return new Failure(code ?? "server_error", reply.status, seconds);
}
