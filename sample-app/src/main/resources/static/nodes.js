/** Where requests of the page go: to the node that it came from or, in a cluster, to another one once that is gone. */
export class Nodes {

	#origins = [location.origin];

	#names = new Map();

	#current = 0;

	constructor({ onMove }) {
		this.onMove = onMove;
	}

	/** Ask which nodes there are. */
	async discover() {
		const response = await fetch("/node").catch(() => undefined);
		const { name, nodes } = response?.ok ? await response.json() : { name: "", nodes: [] };
		if (name) {
			this.#origins = [location.origin, ...nodes.filter((origin) => origin !== location.origin)];
			this.#names.set(location.origin, name);
			this.onMove(this.name);
		}
	}

	get origin() {
		return this.#origins[this.#current];
	}

	get name() {
		return this.#names.get(this.origin) ?? new URL(this.origin).port;
	}

	get count() {
		return this.#origins.length;
	}

	url(path) {
		return this.origin + path;
	}

	/** Go on at the next node, unless that was done since. */
	leave(origin) {
		if (this.count > 1 && origin === this.origin) {
			this.#current = (this.#current + 1) % this.count;
			this.onMove(this.name);
		}
	}

}
