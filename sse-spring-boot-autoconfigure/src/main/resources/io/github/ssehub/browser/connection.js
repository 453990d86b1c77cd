import { EventParser } from "./event-parser.js";
import { isUnprocessed, refusal } from "./refusal.js";
import { detachedUrl, headersOf, isRepeatable, resumesDetached } from "./request.js";

const DEFAULT_RETRY = 3_000;

const MAX_DELAY = 30_000;

// For a server that is known to answer at once
const MAX_CONNECT_TIME = 30_000;

// More often is of no use
const MIN_RENEWAL = 1_000;

/**
 * Reads the stream of one request, and connects again whenever that ends, until it is closed or the server says that there is
 * no more. What comes of it goes to handlers: open(streamId), event(event), lost({ closed, status }).
 */
export class Connection {

	#request;

	#handlers;

	#lastEventId;

	#streamId;

	#state = "new";

	#attempt;

	#attemptedAt = 0;

	#retry = DEFAULT_RETRY;

	#failures = 0;

	#dueAt;

	// As a server that has refused wants it
	#notBefore = 0;

	#isRefused = false;

	#heartbeat = 0;

	#heardAt;

	#timer;

	constructor({ request, lastEventId, streamId }, handlers) {
		this.#request = request;
		this.#lastEventId = lastEventId;
		this.#streamId = streamId;
		this.#handlers = handlers;
	}

	get isOpen() {
		return this.#state === "open";
	}

	get lastEventId() {
		return this.#lastEventId;
	}

	get streamId() {
		return this.#streamId;
	}

	async open() {
		const attempt = new AbortController();
		this.#attempt?.abort();
		this.#attempt = attempt;
		this.#attemptedAt = Date.now();
		this.#state = "connecting";
		this.#watch();
		const outcome = await this.#read(attempt.signal).catch(() => ({ failed: true }));
		if (!attempt.signal.aborted) {
			this.#lost(outcome);
		}
	}

	/** Look whether it is still alive, and do not wait any longer than the server wants if it is to come back. */
	check() {
		if (this.#state === "waiting" && Date.now() >= this.#notBefore) {
			// A server that refuses is not well because a page is looked at
			this.#failures = this.#isRefused ? this.#failures : 0;
			this.open();
		}
		else {
			this.#tick();
		}
	}

	/** The network has changed: what was open may be dead, and what failed may succeed. */
	renew() {
		const isInUse = this.#state === "connecting" || this.#state === "open";
		if (isInUse && this.#isRepeatable() && Date.now() - this.#attemptedAt > MIN_RENEWAL) {
			this.#replace();
		}
		else {
			this.check();
		}
	}

	close() {
		this.#state = "closed";
		this.#attempt?.abort();
		clearTimeout(this.#timer);
	}

	/** Return why there is no more of this response. */
	async #read(signal) {
		const response = await fetch(this.#url(), await this.#init(signal));
		if (response.status !== 200 || !/^text\/event-stream\b/i.test(response.headers.get("Content-Type") ?? "")) {
			response.body?.cancel().catch(() => {});
			return refusal(response);
		}
		this.#streamId = response.headers.get("Sse-Stream") ?? this.#streamId;
		this.#state = "open";
		this.#heardAt = Date.now();
		this.#handlers.open(this.#streamId);
		const parser = new EventParser({
			lastEventId: this.#lastEventId,
			onEvent: (event) => this.#received(event),
			onRetry: (time) => {
				// Who says so is well
				this.#failures = 0;
				this.#retry = time;
			},
		});
		const decoder = new TextDecoder();
		const reader = response.body.getReader();
		for (let part = await reader.read(); !part.done && !signal.aborted; part = await reader.read()) {
			this.#heardAt = Date.now();
			parser.feed(decoder.decode(part.value, { stream: true }));
		}
		return {};
	}

	#url() {
		const url = new URL(this.#resumesDetached() ? detachedUrl(this.#request, this.#streamId) : this.#request.url);
		const parameters = [];
		if (this.#request.watchdog) {
			parameters.push("sse-ping");
		}
		if (this.#lastEventId && !this.#isSameOrigin(url)) {
			// The header would have to be permitted across origins, an EventSource's need not be
			parameters.push(`lastEventId=${encodeURIComponent(this.#lastEventId)}`);
		}
		url.search = [...(url.search ? [url.search] : []), ...parameters].join("&");
		return url;
	}

	#isSameOrigin(url) {
		return url.origin === location.origin;
	}

	#resumesDetached() {
		return resumesDetached(this.#request, this.#streamId);
	}

	async #init(signal) {
		const { method, body, credentials } = this.#request;
		const headers = await headersOf(this.#request);
		headers.set("Accept", "text/event-stream");
		if (this.#lastEventId && this.#isSameOrigin(this.#url())) {
			// As UTF-8, whose bytes fetch takes for characters
			headers.set("Last-Event-ID", String.fromCharCode(...new TextEncoder().encode(this.#lastEventId)));
		}
		const init = { headers, credentials, signal, cache: "no-store" };
		return this.#resumesDetached() ? init : { ...init, method, body };
	}

	#received(event) {
		if (this.#state === "closed") {
			return;
		}
		this.#failures = 0;
		if (event.name === "sse-open" || event.name === "sse-ping") {
			this.#heartbeat = heartbeatOf(event.data) ?? this.#heartbeat;
			this.#watch();
		}
		this.#handlers.event(event);
		// Only now: what was not handled comes again
		this.#lastEventId = event.lastEventId;
	}

	#lost({ failed = false, closed = false, refused = false, status, after = 0 }) {
		if (this.#state === "closed") {
			return;
		}
		if (failed || refused) {
			this.#failures++;
		}
		this.#isRefused = refused;
		this.#notBefore = Date.now() + after;
		// A request that does something is not to do it twice
		const over = closed || !(isUnprocessed(status) || this.#isRepeatable());
		if (over) {
			this.close();
		}
		else {
			this.#state = "waiting";
			this.#dueAt = Math.max(Date.now() + this.#delay(), this.#notBefore);
			this.#watch();
		}
		this.#handlers.lost({ closed: over, status });
	}

	#isRepeatable() {
		return isRepeatable(this.#request, this.#lastEventId, this.#streamId);
	}

	// As the server says after an end, which has spread its clients. After a failure, they spread themselves
	#delay() {
		if (this.#failures === 0) {
			return this.#retry;
		}
		const backOff = Math.min(MAX_DELAY, Math.max(250, this.#retry) * 2 ** (this.#failures - 1));
		return Math.max(this.#retry, backOff) * (0.5 + Math.random() / 2);
	}

	#watch() {
		clearTimeout(this.#timer);
		const now = Date.now();
		const silence = this.#silence();
		let next = MAX_DELAY;
		if (this.#state === "waiting") {
			next = this.#dueAt - now;
		}
		else if (this.#state === "open" && silence > 0) {
			next = this.#heardAt + silence - now;
		}
		// In steps: the clock of timers may stand still while a machine sleeps
		this.#timer = setTimeout(() => this.#tick(), Math.min(5_000, Math.max(0, next) + 1));
	}

	#tick() {
		const now = Date.now();
		if (this.#state === "waiting" && now >= this.#dueAt) {
			this.open();
		}
		else if (this.#state === "open" && this.#silence() > 0 && now - this.#heardAt > this.#silence()) {
			this.#replace();
		}
		else if (this.#state === "connecting" && this.#isOverdue(now)) {
			this.#fail();
		}
		else if (this.#state !== "closed") {
			this.#watch();
		}
	}

	#isOverdue(now) {
		return this.#silence() > 0 && this.#isRepeatable() && now - this.#attemptedAt > MAX_CONNECT_TIME;
	}

	// After which a connection is taken for dead, zero for never
	#silence() {
		return this.#request.watchdog && this.#heartbeat > 0 ? 1.5 * this.#heartbeat + 2_000 : 0;
	}

	#replace() {
		if (!this.#isRepeatable()) {
			this.#fail();
			return;
		}
		if (this.#state === "open") {
			this.#handlers.lost({ closed: false });
		}
		// Unless a handler has had enough
		if (this.#state !== "closed") {
			this.open();
		}
	}

	#fail() {
		this.#attempt.abort();
		this.#lost({ failed: true });
	}

}

function heartbeatOf(data) {
	try {
		const { heartbeat } = JSON.parse(data);
		return (typeof heartbeat === "number") ? heartbeat : undefined;
	}
	catch {
		return undefined;
	}
}
