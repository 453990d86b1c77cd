/**
 * Parses an event stream as it arrives (HTML Living Standard, 9.2.6). What a connection was cut off in is forgotten with its
 * parser. A byte order mark is for the decoder to drop.
 */
export class EventParser {

	#onEvent;

	#onRetry;

	#lastEventId;

	#line = "";

	#skipsLineFeed = false;

	#name = "";

	#data = [];

	#id;

	/**
	 * onEvent gets { name, data, id, lastEventId }: the id is that of the event, if it has one. A block without data, which
	 * a page does not see, has neither name nor data; it may have an id.
	 */
	constructor({ onEvent, onRetry = () => {}, lastEventId = "" }) {
		this.#onEvent = onEvent;
		this.#onRetry = onRetry;
		this.#lastEventId = lastEventId;
	}

	feed(text) {
		if (text === "") {
			return;
		}
		const lineEnd = /\r\n?|\n/g;
		// The other half of a line end that was cut in two
		lineEnd.lastIndex = (this.#skipsLineFeed && text[0] === "\n") ? 1 : 0;
		this.#skipsLineFeed = text.endsWith("\r");
		let from = lineEnd.lastIndex;
		for (let end = lineEnd.exec(text); end; end = lineEnd.exec(text)) {
			const line = this.#line + text.slice(from, end.index);
			this.#line = "";
			from = lineEnd.lastIndex;
			this.#parse(line);
		}
		this.#line += text.slice(from);
	}

	#parse(line) {
		if (line === "") {
			this.#dispatch();
			return;
		}
		const colon = line.indexOf(":");
		if (colon === 0) {
			return;
		}
		const field = (colon > 0) ? line.slice(0, colon) : line;
		const value = (colon > 0) ? line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1) : "";
		if (field === "data") {
			this.#data.push(value);
		}
		else if (field === "event") {
			this.#name = value;
		}
		else if (field === "id" && !value.includes("\0")) {
			this.#id = value;
		}
		else if (field === "retry" && /^\d+$/.test(value)) {
			this.#onRetry(Number(value));
		}
	}

	#dispatch() {
		this.#lastEventId = this.#id ?? this.#lastEventId;
		const event = { id: this.#id, lastEventId: this.#lastEventId };
		if (this.#data.length > 0) {
			event.name = this.#name || "message";
			event.data = this.#data.join("\n");
		}
		this.#name = "";
		this.#data = [];
		this.#id = undefined;
		if (event.name !== undefined || event.id !== undefined) {
			this.#onEvent(event);
		}
	}

}
