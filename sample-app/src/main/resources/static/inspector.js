const KEPT_EVENTS = 150;

const SHOWN_DATA = 200;

// One line that changes is calmer than a line each second
const EACH_SECOND = ["stats", "metrics"];

/** The events of the stream as they arrive, newest first. */
export class Inspector {

	#list = document.getElementById("events");

	#chips = document.getElementById("chips");

	#counts = new Map();

	#paused = false;

	#changing = new Map();

	constructor({ onListen }) {
		const pause = document.getElementById("pause");
		pause.addEventListener("click", () => {
			this.#paused = !this.#paused;
			pause.setAttribute("aria-pressed", String(this.#paused));
			pause.textContent = this.#paused ? "Resume" : "Pause";
		});
		document.getElementById("listen-form").addEventListener("submit", (event) => {
			event.preventDefault();
			const input = document.getElementById("listen");
			if (input.value.trim()) {
				onListen(input.value.trim());
			}
			input.value = "";
		});
	}

	source(path) {
		const source = document.getElementById("source");
		source.textContent = path;
		source.title = `One stream for all that the page shows: ${path}`;
	}

	/** Count and show the events of a name. */
	track(name) {
		if (this.#counts.has(name)) {
			return;
		}
		const count = document.createElement("span");
		const chip = document.createElement("button");
		chip.type = "button";
		chip.className = "chip";
		chip.dataset.kind = kind(name);
		chip.setAttribute("aria-pressed", "true");
		chip.title = `Show or hide ${name} events`;
		chip.append(name, count);
		chip.addEventListener("click", () => {
			const shown = chip.getAttribute("aria-pressed") !== "true";
			chip.setAttribute("aria-pressed", String(shown));
			for (const item of this.#list.children) {
				item.hidden = !this.#shown(item.dataset.name);
			}
		});
		this.#chips.append(chip);
		this.#counts.set(name, { value: 0, count, chip });
	}

	#shown(name) {
		return this.#counts.get(name)?.chip.getAttribute("aria-pressed") !== "false";
	}

	add(events) {
		for (const event of events) {
			this.track(event.name);
			this.#counts.get(event.name).value++;
		}
		for (const { value, count } of this.#counts.values()) {
			count.textContent = (value > 0) ? value.toLocaleString("en") : "";
		}
		if (!this.#paused) {
			events.slice(-KEPT_EVENTS).forEach((event) => this.#show(event));
		}
		while (this.#list.childElementCount > KEPT_EVENTS) {
			this.#list.lastElementChild.remove();
		}
	}

	#show(event) {
		const row = this.#changing.get(event.name) ?? createRow(event);
		row.times++;
		row.item.hidden = !this.#shown(event.name);
		fill(row, event);
		if (EACH_SECOND.includes(event.name)) {
			this.#changing.set(event.name, row);
		}
		if (row.times === 1) {
			// Those that change stay on top
			const changing = EACH_SECOND.includes(event.name) ? 0 : this.#changing.size;
			this.#list.insertBefore(row.item, this.#list.children[changing] ?? null);
		}
	}

}

function createRow(event) {
	const [item, details, summary, badge, times, data, id, raw] = ["li", "details", "summary", "span", "span", "code", "code", "pre"]
		.map((tag) => document.createElement(tag));
	item.dataset.name = event.name;
	badge.className = "badge";
	badge.dataset.kind = kind(event.name);
	badge.textContent = event.name;
	times.className = "times";
	data.className = "data";
	id.className = "id";
	summary.append(badge, times, data, id);
	details.append(summary, raw);
	item.append(details);
	return { times: 0, item, count: times, data, id, raw };
}

function fill(row, event) {
	row.count.textContent = (row.times > 1) ? `×${row.times}` : "";
	row.data.textContent = (event.data.length > SHOWN_DATA) ? `${event.data.slice(0, SHOWN_DATA)}…` : event.data;
	row.id.textContent = event.id;
	row.raw.textContent = [
		...(event.name === "message" ? [] : [`event: ${event.name}`]),
		...event.data.split("\n").map((line) => `data: ${line}`),
		`id: ${event.id}`,
	].join("\n");
}

function kind(name) {
	return ["chat", "message", "sse-presence", "stats", "metrics", "caught-up", "sse-gap"].includes(name) ? name : "other";
}
