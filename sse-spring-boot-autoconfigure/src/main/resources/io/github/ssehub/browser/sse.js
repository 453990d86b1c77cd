import { detachedUrl, headersOf, isRepeatable } from "./request.js";
import { canShare, OwnStreams, TabStreams } from "./tabs.js";

export { EventParser } from "./event-parser.js";

const KEPT_IDS = 100;

const MAX_RELOAD_DELAY = 30_000;

// After these, to come back would be of no use, or harm another tab
const FINAL_ENDS = ["unauthorized", "replaced"];

/** An EventSource that can do more. See sse.d.ts, and docs/browser.md of sse-spring-boot-starter. */
export class SseStream extends EventTarget {

	static CONNECTING = 0;

	static OPEN = 1;

	static CLOSED = 2;

	onopen = null;

	onmessage = null;

	onerror = null;

	#request;

	#options;

	#readyState = SseStream.CONNECTING;

	#lastEventId;

	#streamId;

	#streams;

	#isAttached = false;

	// The latest last event ids, for a leader that goes on behind this tab
	#recent = [];

	#skipTo;

	// Of the last event, in the stream that this page reads. It need not have an id
	#position;

	// What has come since a reload of the state has begun
	#held;

	#pageEnd = new AbortController();

	#reader = { receive: (message) => this.#receive(message), attachment: () => this.#attachment() };

	constructor(url, options = {}) {
		super();
		const { shared = false, watchdog = true, method = "GET", headers, body, credentials = "same-origin", detached } = options;
		if (shared && (method.toUpperCase() !== "GET" || body !== undefined || typeof headers === "function")) {
			throw new TypeError("Only a GET without a body, whose headers are no function, can be shared");
		}
		this.#request = {
			url: absolute(url), method: method.toUpperCase(), body, credentials, watchdog: Boolean(watchdog),
			headers: (typeof headers === "function") ? headers : Object.fromEntries(new Headers(headers)),
			detached: (detached !== undefined) ? absolute(detached).replace(/%7Bid%7D/i, "{id}") : undefined,
		};
		this.#options = options;
		this.#lastEventId = options.lastEventId ?? "";
		for (const type of ["open", "message", "error"]) {
			this.addEventListener(type, (event) => this[`on${type}`]?.(event));
		}
		this.#streams = (shared && canShare()) ? TabStreams.get() : new OwnStreams();
		this.#followPage();
		this.#attach();
	}

	get url() {
		return this.#request.url;
	}

	get readyState() {
		return this.#readyState;
	}

	get lastEventId() {
		return this.#lastEventId;
	}

	get streamId() {
		return this.#streamId;
	}

	close() {
		this.#readyState = SseStream.CLOSED;
		this.#held = undefined;
		this.#pageEnd.abort();
		this.#detach();
	}

	async stop() {
		if (this.#streamId === undefined || this.#request.detached === undefined) {
			throw new DOMException("No detached stream yet, or no 'detached' to stop it at", "InvalidStateError");
		}
		const { credentials } = this.#request;
		const url = detachedUrl(this.#request, this.#streamId);
		const response = await fetch(url, { method: "DELETE", credentials, headers: await headersOf(this.#request) });
		if (!response.ok) {
			throw new Error(`Stream was not stopped: status ${response.status}`);
		}
	}

	/** A page that the browser keeps for its Back button gives up its stream, and gets what it has missed when it is shown. */
	#followPage() {
		const { signal } = this.#pageEnd;
		addEventListener("pagehide", () => this.#detach(), { signal });
		addEventListener("pageshow", () => this.#comeBack(), { signal });
		addEventListener("online", () => this.#streams.renew(), { signal });
		document.addEventListener("resume", () => this.#streams.check(), { signal });
		document.addEventListener("visibilitychange", () => {
			if (!document.hidden) {
				this.#streams.check();
			}
		}, { signal });
	}

	#attach() {
		if (!this.#isAttached) {
			this.#isAttached = true;
			this.#streams.attach(this.#reader);
		}
	}

	#comeBack() {
		if (this.#isAttached || isRepeatable(this.#request, this.#lastEventId, this.#streamId)) {
			this.#attach();
		}
		else {
			// It has been sent, and what it did would be done twice
			this.#lost({ closed: true });
		}
	}

	#detach() {
		if (this.#isAttached) {
			this.#isAttached = false;
			this.#streams.detach(this.#reader);
			if (this.#readyState !== SseStream.CLOSED) {
				this.#readyState = SseStream.CONNECTING;
				// Comes again, all of it
				this.#held?.splice(0);
			}
		}
	}

	#attachment() {
		return {
			request: this.#request, lastEventId: this.#lastEventId, streamId: this.#streamId,
			recent: this.#recent, position: this.#position,
		};
	}

	#receive(message) {
		if (!this.#isAttached) {
			return;
		}
		switch (message.type) {
			case "state": return this.#joined(message);
			case "open": return this.#opened(message.streamId);
			case "event": return this.#deliver(message);
			case "lost": return this.#lost(message);
		}
	}

	#joined({ isOpen, isAhead, isLate, lastEventId, streamId, position }) {
		this.#position = position;
		// Comes again, too, with other numbers
		this.#held?.splice(0);
		this.#skipTo = isAhead ? this.#lastEventId : undefined;
		this.#moveTo(lastEventId);
		if (isOpen) {
			this.#opened(streamId);
		}
		else if (this.#readyState === SseStream.OPEN) {
			this.#lost({ closed: false });
		}
		if (isLate && !this.#held) {
			this.#reload({ lastEventId: null, reason: "joined" });
		}
	}

	#moveTo(lastEventId) {
		if (lastEventId && lastEventId !== this.#recent.at(-1)) {
			this.#recent.push(lastEventId);
			this.#recent.splice(0, this.#recent.length - KEPT_IDS);
		}
		this.#lastEventId = lastEventId;
	}

	#opened(streamId) {
		this.#streamId = streamId;
		this.#readyState = SseStream.OPEN;
		this.dispatchEvent(new Event("open"));
	}

	#lost({ closed, status }) {
		this.#readyState = SseStream.CONNECTING;
		if (closed) {
			this.#readyState = SseStream.CLOSED;
			this.#pageEnd.abort();
			this.#detach();
		}
		this.dispatchEvent(Object.assign(new Event("error"), { status }));
	}

	#deliver(message) {
		if (this.#held) {
			this.#held.push(message);
			return;
		}
		const { event, number } = message;
		this.#position.number = number;
		if (this.#hasSeen(event)) {
			return;
		}
		const { name, data, lastEventId } = event;
		this.#moveTo(lastEventId);
		if (data !== undefined) {
			this.dispatchEvent(new MessageEvent(name, { data, lastEventId, origin: new URL(this.url).origin }));
		}
		// Unless a listener has had enough
		if (this.#readyState !== SseStream.CLOSED) {
			this.#follow(name, data);
		}
	}

	// A leader that was behind this tab repeats what this tab has
	#hasSeen({ id }) {
		if (this.#skipTo === undefined || id === undefined) {
			return false;
		}
		const seen = this.#recent.includes(id);
		if (!seen || id === this.#skipTo) {
			this.#skipTo = undefined;
		}
		return seen;
	}

	#follow(name, data) {
		if (name === "sse-gap") {
			this.#reload(JSON.parse(data));
		}
		else if (name === "sse-end") {
			this.#end(JSON.parse(data).reason);
		}
	}

	/** Have the page load its state, and hold back what comes meanwhile. */
	async #reload(gap) {
		const { reload } = this.#options;
		if (!reload) {
			return;
		}
		const held = [];
		this.#held = held;
		for (let delay = 1_000; this.#held === held; delay = Math.min(2 * delay, MAX_RELOAD_DELAY)) {
			try {
				await reload(gap);
				break;
			}
			catch (error) {
				console.error("State was not loaded, which is tried again", error);
				await new Promise((resolve) => setTimeout(resolve, delay));
			}
		}
		if (this.#held === held) {
			this.#held = undefined;
			held.forEach((message) => this.#deliver(message));
		}
	}

	#end(reason) {
		const stays = this.#options.onend?.(reason) ?? !FINAL_ENDS.includes(reason);
		if (!stays && this.#readyState !== SseStream.CLOSED) {
			this.close();
			this.dispatchEvent(new Event("error"));
		}
	}

}

function absolute(url) {
	return new URL(url, document.baseURI).href;
}
