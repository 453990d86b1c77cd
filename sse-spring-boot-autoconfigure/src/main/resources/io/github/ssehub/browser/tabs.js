import { LeaderTransport } from "./leader-transport.js";
import { SharedStreams } from "./shared-streams.js";
import { WorkerTransport } from "./worker-transport.js";

/** Whether tabs can know of each other's end: in secure contexts, in all browsers of today. */
export function canShare() {
	return navigator.locks !== undefined && typeof BroadcastChannel !== "undefined";
}

/** Streams of this page that it reads for itself. */
export class OwnStreams {

	#streams = new SharedStreams((addresses, message) => this.#readers.get(addresses[0])?.receive(message));

	#readers = new Map();

	attach(reader) {
		this.#readers.set("page/0", reader);
		this.#streams.attach("page/0", reader.attachment());
	}

	detach() {
		this.#readers.clear();
		this.#streams.close();
	}

	check() {
		this.#streams.check();
	}

	renew() {
		this.#streams.renew();
	}

}

/** Streams of this page that it shares with other tabs: read by a worker, or by the tab that leads. */
export class TabStreams {

	static #instance;

	/** For all streams of the page. */
	static get() {
		TabStreams.#instance ??= new TabStreams();
		return TabStreams.#instance;
	}

	#readers = new Map();

	#numbers = 0;

	#transport;

	#isLed = false;

	#hasWorkers = typeof SharedWorker !== "undefined";

	attach(reader) {
		const number = ++this.#numbers;
		this.#readers.set(number, reader);
		if (!this.#transport) {
			this.#start();
		}
		else if (this.#isLed) {
			this.#attach(number, reader);
		}
	}

	#start() {
		this.#isLed = false;
		const handlers = {
			message: (message) => this.#receive(message),
			lead: () => {
				this.#isLed = true;
				this.#readers.forEach((reader, number) => this.#attach(number, reader));
			},
			failed: () => {
				this.#hasWorkers = false;
				this.#start();
			},
			died: () => this.#start(),
		};
		this.#transport = this.#hasWorkers ? new WorkerTransport(handlers) : new LeaderTransport(handlers);
	}

	#attach(number, reader) {
		this.#transport.post({ type: "attach", number, ...reader.attachment() });
	}

	#receive({ numbers, ...message }) {
		for (const number of numbers) {
			this.#readers.get(number)?.receive(message);
		}
	}

	detach(reader) {
		for (const [number, each] of this.#readers) {
			if (each === reader) {
				this.#readers.delete(number);
				this.#post({ type: "detach", number });
			}
		}
		if (this.#readers.size === 0) {
			this.#post({ type: "bye" });
			this.#transport?.close();
			this.#transport = undefined;
			this.#isLed = false;
		}
	}

	check() {
		this.#post({ type: "check" });
	}

	renew() {
		this.#post({ type: "renew" });
	}

	#post(message) {
		if (this.#isLed) {
			this.#transport.post(message);
		}
	}

}
