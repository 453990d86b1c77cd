import { CHANNEL, Tab } from "./tab.js";

// A worker that cannot be loaded says so, mostly
const WORKER_TIMEOUT = 15_000;

/** Tabs that have a worker read for all. */
export class WorkerTransport {

	#tab = new Tab();

	#port;

	#timer;

	constructor(handlers) {
		this.#open(handlers);
	}

	async #open({ message, lead, failed, died }) {
		const fail = () => {
			if (!this.#tab.signal.aborted) {
				this.close();
				failed();
			}
		};
		await this.#tab.enter();
		try {
			const worker = new SharedWorker(new URL("./shared-worker.js", import.meta.url), { type: "module", name: CHANNEL });
			worker.onerror = fail;
			this.#port = worker.port;
		}
		catch {
			fail();
			return;
		}
		this.#timer = setTimeout(fail, WORKER_TIMEOUT);
		this.#port.onmessage = ({ data }) => {
			if (this.#tab.signal.aborted) {
				return;
			}
			if (data.type !== "lead") {
				message(data);
				return;
			}
			clearTimeout(this.#timer);
			navigator.locks.request(data.lock, { signal: this.#tab.signal, mode: "shared" }, () => {
				this.close();
				died();
			}).catch(() => {});
			lead();
		};
		this.post({ type: "hello" });
	}

	post(message) {
		this.#port.postMessage({ tab: this.#tab.id, ...message });
	}

	close() {
		clearTimeout(this.#timer);
		this.#tab.leave();
		this.#port?.close();
	}

}
