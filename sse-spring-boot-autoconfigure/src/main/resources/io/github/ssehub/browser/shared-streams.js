import { Connection } from "./connection.js";
import { tabLock } from "./tab.js";

const KEPT_EVENTS = 1_000;

const KEPT_CHARACTERS = 1_000_000;

const AHEAD = Symbol("ahead");

/**
 * Streams, each with one connection for all who read it: in a worker, in the tab that leads, or in a page for itself. A
 * reader has an address, "tab/number".
 */
export class SharedStreams {

	#post;

	#streams = new Map();

	#tabs = new Map();

	/** post(addresses, message) tells readers something. */
	constructor(post) {
		this.#post = post;
	}

	/** A message of a tab, which holds its lock. */
	receive(tab, message) {
		this.#watch(tab);
		const address = `${tab}/${message.number}`;
		switch (message.type) {
			case "attach": return this.attach(address, message);
			case "detach": return this.detach(address);
			case "check": return this.check();
			case "renew": return this.renew();
			case "bye": return this.gone(tab);
		}
	}

	// Whoever dies without a word gives back its lock
	#watch(tab) {
		if (!this.#tabs.has(tab)) {
			const watch = new AbortController();
			this.#tabs.set(tab, watch);
			navigator.locks.request(tabLock(tab), { signal: watch.signal }, () => this.gone(tab)).catch(() => {});
		}
	}

	attach(address, attachment) {
		const key = JSON.stringify(attachment.request);
		let stream = this.#streams.get(key);
		if (!stream) {
			stream = new SharedStream(attachment, this.#post, () => this.#streams.delete(key));
			this.#streams.set(key, stream);
		}
		stream.attach(address, attachment);
	}

	detach(address) {
		for (const stream of [...this.#streams.values()]) {
			stream.detach(address);
		}
	}

	gone(tab) {
		this.#tabs.get(tab)?.abort();
		this.#tabs.delete(tab);
		for (const stream of [...this.#streams.values()]) {
			stream.detachTab(tab);
		}
	}

	check() {
		this.#streams.forEach((stream) => stream.connection.check());
	}

	renew() {
		this.#streams.forEach((stream) => stream.connection.renew());
	}

	close() {
		this.#tabs.forEach((watch) => watch.abort());
		this.#streams.forEach((stream) => stream.connection.close());
		this.#streams.clear();
	}

}

/** One stream, and its latest events for a reader that comes back to it. */
class SharedStream {

	// Numbers are those of this one. Not a UUID, which takes a secure context
	#id = Date.now() + Math.random();

	#post;

	#onEnd;

	#readers = new Set();

	// Begins with the position behind which it has all events
	#kept;

	// Of the last one kept. Not all events have an id
	#number = 0;

	#characters = 0;

	#hasOpened = false;

	constructor(attachment, post, onEnd) {
		this.#post = post;
		this.#onEnd = onEnd;
		this.#kept = [{ lastEventId: attachment.lastEventId }];
		this.connection = new Connection(attachment, {
			open: (streamId) => {
				this.#hasOpened = true;
				this.#tell({ type: "open", streamId });
			},
			event: (event) => {
				this.#keep(event);
				this.#tell({ type: "event", event, number: this.#number });
			},
			lost: ({ closed, status }) => {
				if (closed) {
					this.#onEnd();
				}
				this.#tell({ type: "lost", closed, status });
			},
		});
	}

	#tell(message) {
		this.#post([...this.#readers], message);
	}

	#keep(event) {
		if (event.name === "sse-ping" && event.id === undefined) {
			return;
		}
		this.#kept.push(event);
		this.#number++;
		this.#characters += event.data?.length ?? 0;
		while (this.#kept.length > KEPT_EVENTS || (this.#characters > KEPT_CHARACTERS && this.#kept.length > 1)) {
			this.#characters -= this.#kept.shift().data?.length ?? 0;
		}
	}

	attach(address, attachment) {
		if (this.#readers.has(address)) {
			return;
		}
		const isFirst = this.#readers.size === 0;
		this.#readers.add(address);
		const { lastEventId } = attachment;
		const missed = this.#missed(attachment);
		const { isOpen, streamId } = this.connection;
		const number = this.#number - (Array.isArray(missed) ? missed.length : 0);
		this.#post([address], {
			type: "state", isOpen, streamId, isAhead: missed === AHEAD,
			lastEventId: lastEventId || this.connection.lastEventId,
			isLate: lastEventId === "" && this.#hasOpened && !this.#knows(attachment),
			position: { stream: this.#id, number },
		});
		if (Array.isArray(missed)) {
			missed.forEach((event, index) => this.#post([address], { type: "event", event, number: number + index + 1 }));
		}
		else if (missed === undefined) {
			this.#post([address], { type: "event", event: this.#gap(lastEventId), number });
		}
		if (isFirst) {
			this.connection.open();
		}
	}

	#knows({ position }) {
		return position?.stream === this.#id;
	}

	/** The events that a reader has missed, or AHEAD if what it has seen is still to come, or undefined if they are lost. */
	#missed(attachment) {
		if (this.#knows(attachment)) {
			const from = this.#kept.length - (this.#number - attachment.position.number);
			return (from >= 0) ? this.#kept.slice(from) : undefined;
		}
		const { lastEventId, recent } = attachment;
		if (lastEventId === "") {
			return [];
		}
		const index = this.#kept.findLastIndex((event) => event.lastEventId === lastEventId);
		if (index >= 0) {
			return this.#kept.slice(index + 1);
		}
		return this.#kept.some((event) => recent.includes(event.lastEventId)) ? AHEAD : undefined;
	}

	#gap(lastEventId) {
		const data = JSON.stringify({ lastEventId: lastEventId || null, reason: "missed" });
		return { name: "sse-gap", data, lastEventId: this.connection.lastEventId };
	}

	detach(address) {
		if (this.#readers.delete(address) && this.#readers.size === 0) {
			this.connection.close();
			this.#onEnd();
		}
	}

	detachTab(tab) {
		for (const address of [...this.#readers]) {
			if (address.startsWith(`${tab}/`)) {
				this.detach(address);
			}
		}
	}

}
