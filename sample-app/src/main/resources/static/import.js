import { SseStream } from "/sse-client/sse.js";

const ROWS = 100_000;

/** An import that tells how far it has come. It goes on without this page, which gets the newest when it comes back. */
export class Import {

	#start = document.getElementById("import");

	#bar = document.getElementById("import-bar");

	#state = document.getElementById("import-state");

	#stream;

	constructor({ nodes }) {
		this.nodes = nodes;
		this.#start.addEventListener("click", () => this.#connect());
		this.#running(false);
	}

	#connect() {
		this.#stream = new SseStream(this.nodes.url(`/import?rows=${ROWS}`));
		this.#stream.onmessage = (event) => this.#show(event);
		this.#stream.addEventListener("done", (event) => {
			this.#show(event);
			this.#end();
		});
		this.#stream.onerror = () => {
			// Otherwise it comes back by itself, with the id of the last event
			if (this.#stream.readyState === SseStream.CLOSED) {
				this.#state.textContent = "Failed";
				this.#end();
			}
		};
		this.#running(true);
	}

	#show(event) {
		const { done, total } = JSON.parse(event.data);
		this.#bar.max = total;
		this.#bar.value = done;
		this.#state.textContent = `${Math.floor(100 * done / total)} %`;
		this.#bar.title = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} rows`;
	}

	#end() {
		this.#stream.close();
		this.#running(false);
	}

	#running(running) {
		this.#start.disabled = running;
	}

}
