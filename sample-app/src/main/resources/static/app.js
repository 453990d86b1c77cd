import { Chat } from "./chat.js";
import { showCommands } from "./commands.js";
import { Generator } from "./generator.js";
import { Import } from "./import.js";
import { Inspector } from "./inspector.js";
import { Members } from "./members.js";
import { MetersPanel } from "./meters.js";
import { Nodes } from "./nodes.js";
import { Prices } from "./prices.js";
import { StatsPanel } from "./stats.js";
import { Stream } from "./stream.js";

const DEFAULT_ROOM = "lobby";

const KEPT_PENDING = 500;

const STATES = { connecting: "Connecting…", open: "Open", reconnecting: "Reconnecting…" };

const nodes = new Nodes({ onMove: showNode });

const stats = new StatsPanel(document.querySelector(".stats"));

const meters = new MetersPanel(document.querySelector(".meters"));

const chat = new Chat({
	me: remembered(() => sessionStorage, "sse-sample.me", randomId),
	name: remembered(() => localStorage, "sse-sample.name", randomName),
	nodes,
	onName: (name) => remember(() => localStorage, "sse-sample.name", name),
});

const inspector = new Inspector({ onListen: listen });

const members = new Members();

const stream = new Stream({
	client: randomId(),
	// Of this tab, whether or not it is loaded again
	visitor: remembered(() => sessionStorage, "sse-sample.visitor", () => `${randomName()} ${random(100)}`),
	nodes,
	onState: showState,
	onEvent: received,
});

const generator = new Generator({ nodes });

new Import({ nodes });

const prices = new Prices({ nodes });

let pending = [];

["chat", "message", "sse-presence", "stats", "metrics"].forEach(listen);
["caught-up", "sse-gap"].forEach((name) => stream.listen(name));
addEventListener("hashchange", enterRoom);
// A page that the browser keeps for its Back button would keep one of the six connections, too
addEventListener("pagehide", () => [stream, generator, prices].forEach((each) => each.suspend()));
addEventListener("pageshow", (event) => event.persisted && [stream, prices].forEach((each) => each.resume()));
addEventListener("keydown", focusOnSlash);
document.getElementById("drop").addEventListener("click", () => stream.drop());
document.getElementById("room-form").addEventListener("submit", (event) => {
	event.preventDefault();
	goTo(document.getElementById("room").value);
});
document.getElementById("room").addEventListener("change", (event) => goTo(event.target.value));
nodes.discover().then(enterRoom);

function listen(name) {
	stream.listen(name);
	inspector.track(name);
}

function goTo(room) {
	location.hash = clean(room);
	document.getElementById("room").value = clean(room);
}

function enterRoom() {
	let hash = location.hash.slice(1);
	try {
		hash = decodeURIComponent(hash);
	}
	catch {
		// Not encoded: take it as it is
	}
	const room = clean(hash);
	document.getElementById("room").value = room;
	members.enter(room);
	document.title = `#${room} · SSE Hub`;
	chat.enter(room);
	showCommands(document.getElementById("commands"), room);
	const path = streamOf(room);
	inspector.source(decodeURIComponent(path));
	stream.open(path);
}

function streamOf(room) {
	return `/chat/${encodeURIComponent(room)}`;
}

function clean(room) {
	const name = room.trim().replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 64);
	return ["", "-", "stats", "metrics", "prices", "fragments"].includes(name) ? DEFAULT_ROOM : name;
}

/** Events may come faster than a page can show them: show them once a frame, and no more than fit. */
function received(event) {
	if (event.name === "stats") {
		stats.add(parse(event.data));
	}
	if (event.name === "metrics") {
		meters.show(parse(event.data));
	}
	if (event.name === "sse-gap") {
		flush([...pending, event]);
		startOver(parse(event.data)?.reason);
		return;
	}
	if (pending.length === 0) {
		(document.hidden ? setTimeout : requestAnimationFrame)(show);
	}
	pending.push(event);
	if (pending.length > KEPT_PENDING) {
		flush(pending);
	}
}

function show() {
	if (pending.length > 0) {
		flush(pending);
	}
}

function flush(events) {
	pending = [];
	inspector.add(events);
	chat.add(events.filter((event) => ["chat", "message", "caught-up"].includes(event.name)));
	for (const event of events) {
		if (event.name === "sse-presence") {
			members.take(parse(event.data));
		}
	}
	document.getElementById("last-id").textContent = stream.lastEventId || "none yet";
}

/**
 * What the page has missed will not come any more. Shown so far and still to come would not fit together: forget what is
 * shown, and come as a newcomer, who gets the latest messages.
 */
function startOver(reason) {
	chat.startOver(reason);
	stream.open(streamOf(chat.room));
}

function showNode(name) {
	const node = document.getElementById("node");
	node.hidden = false;
	node.textContent = `Node ${name}`;
}

function showState(state, { changed, outage }) {
	document.getElementById("connection").dataset.state = state;
	document.getElementById("drop").disabled = state !== "open";
	if (changed || state === "connecting") {
		document.getElementById("state").textContent = STATES[state];
	}
	if (changed && state === "reconnecting") {
		chat.lost(stream.lastEventId);
	}
	if (outage !== undefined) {
		chat.back(outage);
	}
}

function focusOnSlash(event) {
	if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input")) {
		event.preventDefault();
		document.getElementById("text").focus();
	}
}

function parse(json) {
	try {
		return JSON.parse(json);
	}
	catch {
		return undefined;
	}
}

function remembered(storage, key, create) {
	const value = recall(storage, key) || create();
	remember(storage, key, value);
	return value;
}

function recall(storage, key) {
	try {
		return storage().getItem(key);
	}
	catch {
		return undefined;
	}
}

function remember(storage, key, value) {
	try {
		storage().setItem(key, value);
	}
	catch {
		// Storage is off in this browser: do without
	}
}

function randomId() {
	return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
}

function random(bound) {
	return crypto.getRandomValues(new Uint32Array(1))[0] % bound;
}

function randomName() {
	const pick = (words) => words[random(words.length)];
	return `${pick(["Amber", "Brisk", "Calm", "Clever", "Jolly", "Mellow", "Quiet", "Sunny"])} `
		+ pick(["Badger", "Finch", "Heron", "Lynx", "Otter", "Panda", "Robin", "Wren"]);
}
