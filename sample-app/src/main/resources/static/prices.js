/**
 * Prices that change faster than anybody reads. Who looks away for a while comes back with the id of the last event, and gets
 * what has a newer one behind it no more.
 */
export class Prices {

	#watch = document.getElementById("watch");

	#lookAway = document.getElementById("look-away");

	#list = document.getElementById("prices");

	#status = document.getElementById("prices-status");

	#source;

	#lastEventId = "";

	// How many quotes there were, as far as this page knows
	#number = 0;

	#away;

	constructor({ nodes }) {
		this.nodes = nodes;
		this.#watch.addEventListener("click", () => this.#source || this.#away ? this.#stop() : this.#start());
		this.#lookAway.addEventListener("click", () => this.#away ? this.#lookBack() : this.#leave());
		const fragments = document.getElementById("fragments");
		fragments.addEventListener("toggle", () => this.#showFragments(fragments));
	}

	suspend() {
		this.#source?.close();
	}

	resume() {
		if (this.#source) {
			this.#connect();
		}
	}

	#start() {
		this.#lastEventId = "";
		this.#number = 0;
		this.#connect();
		this.#show();
	}

	#stop() {
		this.#close();
		this.#away = undefined;
		this.#show();
	}

	#leave() {
		this.#close();
		this.#away = { number: this.#number, events: 0 };
		this.#status.textContent = "Prices go on without you";
		this.#show();
	}

	#lookBack() {
		const away = this.#away;
		this.#away = undefined;
		this.#connect(away);
		this.#show();
	}

	#connect(away) {
		const query = this.#lastEventId ? `?${new URLSearchParams({ lastEventId: this.#lastEventId })}` : "";
		const source = new EventSource(this.nodes.url(`/prices${query}`));
		source.addEventListener("price", (event) => {
			this.#lastEventId = event.lastEventId;
			const quote = JSON.parse(event.data);
			this.#showQuote(quote);
			if (away) {
				this.#count(away);
			}
		});
		this.#source = source;
	}

	#close() {
		this.#source?.close();
		this.#source = undefined;
	}

	// No more than there are symbols: whatever comes then is live
	#count(away) {
		if (away.events < this.#list.children.length) {
			away.events++;
			this.#status.textContent = `${this.#number - away.number} quotes since you looked away, and ${away.events} of them were sent`;
		}
	}

	#showQuote({ symbol, price, change, number }) {
		this.#number = Math.max(this.#number, number);
		let item = this.#list.querySelector(`[data-symbol="${symbol}"]`);
		if (!item) {
			item = document.createElement("li");
			item.dataset.symbol = symbol;
			item.append(document.createElement("b"), document.createElement("output"));
			item.firstChild.textContent = symbol;
			const after = [...this.#list.children].find((other) => other.dataset.symbol > symbol);
			this.#list.insertBefore(item, after ?? null);
		}
		item.lastChild.textContent = (price / 100).toFixed(2);
		item.dataset.change = Math.sign(change);
	}

	#show() {
		const watching = Boolean(this.#source || this.#away);
		this.#watch.setAttribute("aria-pressed", watching);
		this.#watch.textContent = watching ? "Stop" : "Watch";
		this.#lookAway.disabled = !watching;
		this.#lookAway.setAttribute("aria-pressed", Boolean(this.#away));
		this.#lookAway.textContent = this.#away ? "Look back" : "Look away";
	}

	// Each has a stream of its own, of the six that a browser has for a server. One that is only navigated away may be kept,
	// together with its stream
	#showFragments(details) {
		for (const frame of details.querySelectorAll("iframe")) {
			const next = frame.cloneNode();
			if (details.open) {
				next.src = next.dataset.src;
			}
			else {
				next.removeAttribute("src");
			}
			frame.replaceWith(next);
		}
	}

}
