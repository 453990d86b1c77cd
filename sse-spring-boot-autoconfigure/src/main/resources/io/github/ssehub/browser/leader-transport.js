import { SharedStreams } from "./shared-streams.js";
import { byTab, CHANNEL, LEADER_LOCK, Tab } from "./tab.js";

/** Tabs that speak over a channel. One of them reads for all; when it is gone another one goes on where it was. */
export class LeaderTransport {

	#tab = new Tab();

	#channel = new BroadcastChannel(CHANNEL);

	#streams;

	#handlers;

	// The term of the one that this tab listens to. What one before has left in the channel comes again from the next
	#leader = 0;

	constructor(handlers) {
		this.#handlers = handlers;
		this.#channel.onmessage = ({ data }) => this.#receive(data);
		this.#open();
	}

	async #open() {
		await this.#tab.enter();
		// Whoever leads answers
		this.#channel.postMessage({ type: "hello", tab: this.#tab.id });
		navigator.locks.request(LEADER_LOCK, { signal: this.#tab.signal }, () => this.#lead()).catch(() => {});
	}

	#lead() {
		this.#streams = new SharedStreams((addresses, message) => this.#tell(byTab(addresses), message));
		this.#beginTerm();
		this.#handlers.lead();
		return new Promise((resolve) => this.#tab.signal.addEventListener("abort", resolve));
	}

	// Above all that this tab has heard of, as clocks may go back
	#beginTerm() {
		this.#leader = Math.max(this.#leader + 1, Date.now());
		this.#channel.postMessage({ type: "lead", leader: this.#leader });
	}

	// One message for all tabs
	#tell(tabs, message) {
		const own = tabs.get(this.#tab.id);
		tabs.delete(this.#tab.id);
		if (tabs.size > 0) {
			this.#channel.postMessage({ type: "tell", leader: this.#leader, tabs, message });
		}
		if (own) {
			this.#handlers.message({ ...message, numbers: own });
		}
	}

	#receive(data) {
		if (this.#tab.signal.aborted) {
			return;
		}
		if (data.type === "tell") {
			const numbers = data.tabs.get(this.#tab.id);
			if (numbers && data.leader === this.#leader) {
				this.#handlers.message({ ...data.message, numbers });
			}
		}
		else if (data.type === "lead") {
			this.#heard(data);
		}
		else if (data.type === "term") {
			this.#surpass(data.leader);
		}
		else if (data.type === "hello") {
			if (this.#streams) {
				this.#channel.postMessage({ type: "lead", leader: this.#leader, to: data.tab });
			}
		}
		else {
			this.#streams?.receive(data.tab, data.message);
		}
	}

	#heard({ leader, to }) {
		if (this.#streams) {
			this.#surpass(leader);
		}
		else if (leader < this.#leader) {
			// Either that one is gone, or it has not heard of one before it
			this.#channel.postMessage({ type: "term", leader: this.#leader });
		}
		else if (to === undefined || to === this.#tab.id) {
			this.#leader = leader;
			this.#handlers.lead();
		}
	}

	// There is one leader alone: whose term is higher has led before
	#surpass(leader) {
		if (this.#streams && leader > this.#leader) {
			this.#leader = leader;
			this.#beginTerm();
		}
	}

	post(message) {
		if (this.#streams) {
			this.#streams.receive(this.#tab.id, message);
		}
		else {
			this.#channel.postMessage({ type: "ask", tab: this.#tab.id, message });
		}
	}

	close() {
		this.#streams?.close();
		this.#streams = undefined;
		this.#tab.leave();
		this.#channel.close();
	}

}
