const KEPT_MESSAGES = 300;

const GAPS = {
	expired: "What came meanwhile is no longer kept",
	overflow: "This page could not keep up",
	unknown: "The server has been started anew",
};

/** The messages of a room, and the form to write one. */
export class Chat {

	#list = document.getElementById("messages");

	#scroller = document.getElementById("scroller");

	#latest = document.getElementById("latest");

	#error = document.getElementById("error");

	#name = document.getElementById("name");

	#text = document.getElementById("text");

	#sent = new Map();

	#notice;

	#outage = "";

	#replayed;

	constructor({ me, name, nodes, onName }) {
		this.me = me;
		this.nodes = nodes;
		this.#name.value = name;
		this.#name.addEventListener("change", () => onName(this.#name.value.trim()));
		document.getElementById("composer").addEventListener("submit", (event) => {
			event.preventDefault();
			this.#send();
		});
		this.#scroller.addEventListener("scroll", () => {
			this.#latest.hidden ||= this.#atEnd();
		});
		this.#latest.addEventListener("click", () => this.#scrollToEnd());
		new ResizeObserver(() => this.#scrollToEnd()).observe(this.#scroller);
	}

	enter(room) {
		this.room = room;
		this.#list.replaceChildren();
		this.#sent.clear();
		this.#notice = undefined;
		this.#outage = "";
		this.#replayed = [];
		this.#text.placeholder = `Message #${room}`;
		this.#empty();
	}

	async #send() {
		const text = this.#text.value.trim();
		if (!text) {
			return;
		}
		const nonce = crypto.getRandomValues(new Uint32Array(1))[0].toString(36);
		const message = { name: this.#name.value.trim() || "Anonymous", text, time: Date.now(), from: this.me, nonce };
		this.#sent.set(nonce, performance.now());
		this.#text.value = "";
		const failure = await post(this.nodes.url(`/rooms/${encodeURIComponent(this.room)}?event=chat`), JSON.stringify(message));
		this.#error.hidden = !failure;
		this.#error.textContent = failure ?? "";
		if (failure) {
			this.#text.value ||= text;
			this.#sent.delete(nonce);
		}
	}

	/** Show events, and go with the end of the list unless the reader has scrolled away from it. */
	add(events) {
		if (events.length === 0) {
			return;
		}
		const follow = this.#atEnd();
		for (const event of events) {
			if (event.name === "caught-up") {
				this.#caughtUp(parse(event.data)?.lastEventId);
			}
			else {
				const item = (event.name === "chat" && this.#message(event)) || plain(event);
				this.#list.append(item);
				this.#replayed?.push(item);
			}
		}
		this.#trim(follow);
	}

	#message(event) {
		const message = parse(event.data);
		if (typeof message?.text !== "string") {
			return undefined;
		}
		const name = (typeof message.name === "string" && message.name.trim().slice(0, 40)) || "Anonymous";
		const own = message.from === this.me;
		const time = new Date((typeof message.time === "number") ? message.time : event.time);
		const last = this.#list.lastElementChild;
		const item = element("li", own ? "message own" : "message");
		item.dataset.author = `${own} ${name}`;
		item.classList.toggle("more", last?.dataset.author === item.dataset.author);
		item.title = `event id ${event.id}`;
		const avatar = element("span", "avatar", [...name][0].toUpperCase());
		avatar.style.setProperty("--hue", hue(name));
		avatar.setAttribute("aria-hidden", "true");
		const meta = element("p", "meta", element("b", "", name), element("time", "", clock(time)), this.#roundTrip(message.nonce));
		item.append(avatar, meta, element("p", "text", message.text));
		return item;
	}

	#roundTrip(nonce) {
		const sentAt = this.#sent.get(nonce);
		this.#sent.delete(nonce);
		if (sentAt === undefined) {
			return "";
		}
		const took = element("span", "took", `${Math.max(1, Math.round(performance.now() - sentAt))} ms`);
		took.title = "From sending the message until it came back through the stream";
		return took;
	}

	/** Say that the connection is lost, and later in the same line that it is back. */
	lost(lastEventId) {
		this.#show(element("li", "notice warning", "Connection lost, reconnecting…",
			...(lastEventId ? [" last event id ", element("code", "", lastEventId)] : [])));
	}

	/** The connection is back: what comes now was missed, until the server says that this was all. */
	back(outage) {
		this.#outage = `Back after ${(outage / 1000).toFixed(1)} s`;
		this.#replayed = [];
		this.#notice?.replaceChildren(`${this.#outage}…`);
	}

	#caughtUp(lastEventId) {
		const replayed = this.#replayed ?? [];
		this.#replayed = undefined;
		if (!lastEventId) {
			replayed.at(-1)?.after(element("li", "notice", `${counted(replayed.length, "earlier message")} above`));
			return;
		}
		replayed.forEach((item) => item.classList.add("missed"));
		if (this.#notice) {
			this.#notice.classList.remove("warning");
			this.#notice.replaceChildren(`${this.#outage} with last event id `, element("code", "", lastEventId),
				`: ${counted(replayed.length, "missed message")} replayed`);
		}
		this.#notice = undefined;
		this.#outage = "";
	}

	/** Show that messages are lost for this page, in place of those that it has. */
	startOver(reason) {
		this.#list.replaceChildren();
		this.#replayed = [];
		this.#show(element("li", "notice warning", [this.#outage, `${GAPS[reason] ?? GAPS.unknown}. Some messages may be `
			+ "missing: these are the latest that the server has."].filter(Boolean).join(". ")));
		this.#notice = undefined;
		this.#outage = "";
	}

	#show(notice) {
		const follow = this.#atEnd();
		this.#notice = notice;
		this.#list.append(notice);
		this.#trim(follow);
	}

	#trim(follow) {
		while (this.#list.childElementCount > KEPT_MESSAGES) {
			this.#list.firstElementChild.remove();
		}
		this.#empty();
		if (follow) {
			this.#scrollToEnd();
		}
		else {
			this.#latest.hidden = false;
		}
	}

	#empty() {
		document.getElementById("empty").hidden = this.#list.childElementCount > 0;
	}

	#atEnd() {
		return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < 48;
	}

	#scrollToEnd() {
		this.#scroller.scrollTop = this.#scroller.scrollHeight;
		this.#latest.hidden = true;
	}

}

async function post(url, body) {
	try {
		const response = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain;charset=UTF-8" }, body });
		if (response.ok) {
			return undefined;
		}
		const problem = await response.json().catch(() => ({}));
		return problem.detail ?? `Not sent: ${response.status}`;
	}
	catch {
		return "Not sent: the server cannot be reached";
	}
}

function counted(count, noun) {
	return (count === 0) ? `no ${noun}s` : (count === 1) ? `1 ${noun}` : `${count} ${noun}s`;
}

function plain(event) {
	const item = element("li", "plain", element("span", "tag", event.name), element("code", "", event.data),
		element("time", "", clock(new Date(event.time))));
	item.title = `event id ${event.id}`;
	return item;
}

function clock(time) {
	return time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function hue(name) {
	let hash = 7;
	for (const char of name) {
		hash = (hash * 31 + char.codePointAt(0)) >>> 0;
	}
	return String(hash % 360);
}

function parse(json) {
	try {
		return JSON.parse(json);
	}
	catch {
		return undefined;
	}
}

function element(tag, className, ...children) {
	const created = document.createElement(tag);
	created.className = className;
	created.append(...children);
	return created;
}
