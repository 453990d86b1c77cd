// Tabs that were loaded before an update have nothing to do with those after it, if the messages are others
const VERSION = "1";

/** Name of what is the tabs' together: a channel, or a worker. */
export const CHANNEL = `sse-${VERSION}`;

/** Name of the lock that the tab holds that leads. */
export const LEADER_LOCK = `sse-leader-${VERSION}`;

/** Name of the lock that a tab holds for as long as it lives. */
export function tabLock(tab) {
	return `sse-tab-${tab}`;
}

/** The numbers of addresses, by tab. */
export function byTab(addresses) {
	const result = new Map();
	for (const address of addresses) {
		const [tab, number] = address.split("/");
		result.set(tab, [...(result.get(tab) ?? []), Number(number)]);
	}
	return result;
}

/** What a tab has for as long as it takes part: a name, and a lock that says that it lives. */
export class Tab {

	id = crypto.randomUUID();

	#end = new AbortController();

	#release = () => {};

	get signal() {
		return this.#end.signal;
	}

	/** Hold the lock from now on. */
	enter() {
		return new Promise((resolve) => {
			const options = { signal: this.signal };
			navigator.locks.request(tabLock(this.id), options, () => {
				resolve();
				return new Promise((release) => this.#release = release);
			}).catch(() => {});
		});
	}

	leave() {
		this.#end.abort();
		this.#release();
	}

}
