const ROWS = 100_000;

/** An import that tells how far it has come. */
export class Import {

	#start = document.getElementById("import");

	#bar = document.getElementById("import-bar");

	#state = document.getElementById("import-state");

	#source;

	#lastEventId;

	constructor() {
		this.#start.addEventListener("click", () => {
			this.#lastEventId = "";
			this.#connect();
		});
		this.#running(false);
	}

	suspend() {
		this.#source?.close();
	}

	resume() {
		if (this.#source) {
			this.#connect();
		}
	}

	#connect() {
		const query = new URLSearchParams({ rows: ROWS, ...(this.#lastEventId && { lastEventId: this.#lastEventId }) });
		this.#source = new EventSource(`/import?${query}`);
		this.#source.onmessage = (event) => this.#show(event);
		this.#source.addEventListener("done", (event) => {
			this.#show(event);
			this.#end();
		});
		this.#source.addEventListener("error", () => {
			// Otherwise the browser comes back by itself, with the id of the last event
			if (this.#source?.readyState === EventSource.CLOSED) {
				this.#state.textContent = "Failed";
				this.#end();
			}
		});
		this.#running(true);
	}

	#show(event) {
		const { done, total } = JSON.parse(event.data);
		this.#lastEventId = event.lastEventId;
		this.#bar.max = total;
		this.#bar.value = done;
		this.#state.textContent = `${Math.floor(100 * done / total)} %`;
		this.#bar.title = `${done.toLocaleString("en")} of ${total.toLocaleString("en")} rows`;
	}

	#end() {
		this.#source.close();
		this.#source = undefined;
		this.#running(false);
	}

	#running(running) {
		this.#start.disabled = running;
	}

}
