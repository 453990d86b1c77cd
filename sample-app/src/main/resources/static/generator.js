import { readEvents } from "./events.js";

const TOKENS = 200;

const DELAY = "40ms";

const RETRY = 1_500;

/**
 * A text that types itself: a stream for this page alone. It is started with POST, and the response header Sse-Stream says
 * under which id it may be resumed and stopped, whatever becomes of the connection.
 */
export class Generator {

	#form = document.getElementById("generate-form");

	#start = document.getElementById("generate");

	#stop = document.getElementById("stop");

	#cut = document.getElementById("cut");

	#text = document.getElementById("generated");

	#status = document.getElementById("generate-status");

	#id;

	#lastEventId;

	#connection;

	#outcome;

	constructor({ nodes }) {
		this.nodes = nodes;
		this.#form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#generate(document.getElementById("prompt").value);
		});
		this.#stop.addEventListener("click", () => this.#end());
		this.#cut.addEventListener("click", () => this.suspend());
		this.#running(false);
	}

	/** Leave the stream. It goes on, and so does this page later. */
	suspend() {
		this.#connection?.abort();
	}

	async #end() {
		this.#outcome = "Stopped";
		const response = await fetch(this.nodes.url(this.#path()), { method: "DELETE" }).catch((error) => error);
		if (!response.ok) {
			this.#outcome = "Not stopped";
		}
	}

	async #generate(prompt) {
		this.#id = undefined;
		this.#lastEventId = undefined;
		this.#outcome = "Complete";
		this.#text.replaceChildren();
		this.#running(true);
		this.#say("Generating…");
		try {
			await this.#read("/generate", {
				method: "POST", body: JSON.stringify({ prompt, tokens: TOKENS, delay: DELAY }),
				headers: { "Content-Type": "application/json" },
			});
			while (await this.#read(this.#path(), { headers: { "Last-Event-ID": this.#lastEventId } })) {
				// It has ended only when the server says that there is no more
			}
			this.#say(`${this.#outcome}: ${this.#characters()}`);
		}
		catch (error) {
			this.#say(error.message);
		}
		this.#running(false);
	}

	/** Read until the connection ends in one way or another. Return whether there may be more. */
	async #read(path, request) {
		this.#connection = new AbortController();
		try {
			const headers = { ...request.headers, Accept: "text/event-stream" };
			const response = await fetch(this.nodes.url(path), { ...request, headers, cache: "no-store", signal: this.#connection.signal });
			if (response.status === 204) {
				return false;
			}
			if (!response.ok) {
				throw new RefusedError((await response.json().catch(() => ({}))).detail ?? `Status ${response.status}`);
			}
			if (!await this.#show(response)) {
				await pause();
			}
		}
		catch (error) {
			if (error instanceof RefusedError || !this.#id) {
				throw error;
			}
			this.#say(`Cut off after ${this.#characters()}. The server goes on…`);
			await pause();
		}
		return true;
	}

	/** Return whether anything came. */
	async #show(response) {
		let events = 0;
		let resumed = this.#id !== undefined;
		// Not there if the client is only told to come back later
		this.#id = response.headers.get("Sse-Stream") ?? this.#id;
		this.#running(true);
		for await (const event of readEvents(response)) {
			if (event.name === "message" && event.data !== undefined) {
				// What was missed comes as one event
				this.#append(event.data, resumed);
				resumed = false;
			}
			else if (event.name === "error") {
				this.#outcome = "Failed";
			}
			else if (event.name === "sse-gap") {
				this.#outcome = "The server does not have the rest any more";
			}
			this.#lastEventId = event.id ?? this.#lastEventId;
			events++;
		}
		return events > 0;
	}

	#append(text, missed) {
		const part = document.createElement(missed ? "mark" : "span");
		part.textContent = text;
		this.#text.append(part);
		this.#text.parentElement.scrollTop = this.#text.parentElement.scrollHeight;
		if (missed) {
			this.#say(`Resumed: ${counted(text.length)} missed, in one event`);
		}
	}

	#path() {
		return `/generate/${encodeURIComponent(this.#id)}`;
	}

	#running(running) {
		this.#start.disabled = running;
		this.#stop.disabled = !running || !this.#id;
		this.#cut.disabled = !running || !this.#id;
		// Read out once it is complete, not word by word
		this.#text.setAttribute("aria-busy", String(running));
	}

	#say(text) {
		this.#status.textContent = text;
	}

	#characters() {
		return counted(this.#text.textContent.length);
	}

}

class RefusedError extends Error {
}

function pause() {
	return new Promise((resolve) => setTimeout(resolve, RETRY));
}

function counted(characters) {
	return (characters === 1) ? "1 character" : `${characters.toLocaleString("en")} characters`;
}
