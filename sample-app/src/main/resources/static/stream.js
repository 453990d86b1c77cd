/** They tell nothing but where the stream is, for a page that has to connect again by itself. */
const POSITION_EVENTS = ["sse-open", "sse-position"];

/**
 * The browser's own EventSource, one for all that the page shows: over HTTP/1.1 a browser opens no more than six
 * connections to a server, for all of its tabs together.
 *
 * The browser reconnects by itself, with the id of the last event it has seen. It gives up when the answer is not an
 * event stream, such as a proxy's error page. Only then does this class connect again, or if there is another node to
 * connect to.
 */
export class Stream {

	#source;

	#path;

	#names = new Set();

	#retryTimer;

	#retries = 0;

	#lostAt;

	constructor({ client, visitor, nodes, onState, onEvent }) {
		this.nodes = nodes;
		this.client = client;
		this.visitor = visitor;
		this.onState = onState;
		this.onEvent = onEvent;
		this.state = "connecting";
		this.lastEventId = "";
	}

	/** Open a stream as a newcomer, without a last event id. */
	open(path) {
		this.#path = path;
		this.lastEventId = "";
		this.#lostAt = undefined;
		this.#setState("connecting");
		this.#connect();
	}

	listen(name) {
		if (!this.#names.has(name)) {
			this.#names.add(name);
			this.#source?.addEventListener(name, (event) => this.#received(event));
		}
	}

	suspend() {
		clearTimeout(this.#retryTimer);
		this.#source?.close();
	}

	resume() {
		this.#setState("connecting");
		this.#connect();
	}

	/** Ask the server to end the stream, to see how the browser gets over it. */
	async drop() {
		await fetch(this.nodes.url(`/streams/${encodeURIComponent(this.client)}`), { method: "DELETE" });
	}

	#connect() {
		clearTimeout(this.#retryTimer);
		this.#source?.close();
		const query = new URLSearchParams({ client: this.client, visitor: this.visitor });
		if (this.lastEventId) {
			query.append("lastEventId", this.lastEventId);
		}
		const source = new EventSource(this.nodes.url(`${this.#path}?${query}`));
		source.onerror = () => this.#failed(source);
		for (const name of this.#names) {
			source.addEventListener(name, (event) => this.#received(event));
		}
		for (const name of POSITION_EVENTS) {
			source.addEventListener(name, (event) => this.#moved(event));
		}
		this.#source = source;
	}

	/** With the first event: a response without any is one that asks to come back later. */
	#opened() {
		if (this.state === "open") {
			return;
		}
		const outage = (this.#lostAt !== undefined) ? performance.now() - this.#lostAt : undefined;
		this.#lostAt = undefined;
		this.#retries = 0;
		this.#setState("open", { outage });
	}

	#failed(source) {
		if (source !== this.#source) {
			return;
		}
		this.#lostAt ??= performance.now();
		this.#setState("reconnecting");
		if (source.readyState === EventSource.CLOSED || this.nodes.count > 1) {
			source.close();
			this.nodes.leave(new URL(source.url).origin);
			// Once around all nodes at once
			const rounds = Math.floor(++this.#retries / this.nodes.count);
			const delay = (rounds === 0) ? 100 : Math.min(30_000, 500 * 2 ** rounds);
			clearTimeout(this.#retryTimer);
			this.#retryTimer = setTimeout(() => this.#connect(), delay);
		}
	}

	#moved(event) {
		if (event.target === this.#source) {
			this.#opened();
			this.lastEventId = event.lastEventId;
		}
	}

	#received(event) {
		if (event.target === this.#source) {
			this.#opened();
			this.lastEventId = event.lastEventId;
			this.onEvent({ name: event.type, data: event.data, id: event.lastEventId, time: Date.now() });
		}
	}

	#setState(state, details = {}) {
		const changed = state !== this.state;
		this.state = state;
		this.onState(state, { changed, ...details });
	}

}
