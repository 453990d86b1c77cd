import { SseStream } from "/sse-client/sse.js";

const question = "What is a stream?";

const stop = document.getElementById("stop");

// What is only there in the documents for it to be called
const shown = [];

const added = [];

const show = (what) => shown.push(what);

const add = (what) => added.push(what);

/** The scripts of the documents as they are, each in a function with what is around it in a page. */
window.recipes = {

	readForAllTabs() {
		const stream = new SseStream("/sse?room=lobby", {
			shared: true,
			reload: async () => show(await (await fetch("/lobby")).json()),
		});
		stream.addEventListener("chat", (event) => add(JSON.parse(event.data)));
		return stream;
	},

	leaveForLogin() {
		new SseStream("/account/events", {
			onend: (reason) => {
				if (reason === "unauthorized") {
					location.assign("/login");
				}
			},
		});
	},

	leaveForLoginAtOnce(source) {
		source.onerror = () => {
			if (source.readyState === EventSource.CLOSED) {
				location.assign('/login');
			}
		};
	},

	askAndStop() {
		const stream = new SseStream("/answers", { method: "POST", body: question, detached: "/answers/{id}" });
		stream.onopen = () => sessionStorage.setItem("answer", stream.streamId);
		stream.onmessage = (event) => show(event.data);
		stop.onclick = () => stream.stop();
		return stream;
	},

	async ask() {
		const response = await fetch("/answers", { method: "POST", body: question });
		sessionStorage.setItem("answer", response.headers.get("Sse-Stream"));
	},

	resume() {
		// After a reload: all of it so far, then token by token
		const source = new EventSource(`/answers/${sessionStorage.getItem("answer")}`);
		source.onmessage = (event) => show(event.data);
		return source;
	},

	stayAway(source) {
		source.addEventListener('sse-end', (event) => {
			const { reason } = JSON.parse(event.data);
			if (reason === 'unauthorized') {
				source.close();
			}
			if (reason === 'replaced') {
				source.close();
			}
		});
	},

	keepVersions(source, stocks) {
		source.addEventListener("stock", (e) => {
			const stock = JSON.parse(e.data);
			const known = stocks.get(stock.name);
			if (!known || known.version < stock.version) stocks.set(stock.name, stock);
		});
	},

	askAgain(source, connect, setTimeout) {
		source.addEventListener('error', () => {
			if (source.readyState === EventSource.CLOSED) {
				setTimeout(connect, 10_000 + Math.random() * 10_000);
			}
		});
	},

	knowWhoIsHere(source) {
		const here = new Map();
		source.addEventListener('sse-presence', (event) => {
			const { room, members, joined = [], left = [] } = JSON.parse(event.data);
			const names = members ? new Set(members) : here.get(room);
			joined.forEach((name) => names.add(name));
			left.forEach((name) => names.delete(name));
			here.set(room, names);
		});
		return here;
	},

};

const streams = [];

const stocks = new Map();

const delays = [];

let here = new Map();

/** Each recipe as a page uses it. */
window.start = {

	readForAllTabs: () => streams.push(window.recipes.readForAllTabs()),

	leaveForLogin: () => window.recipes.leaveForLogin(),

	leaveForLoginAtOnce: (path) => window.recipes.leaveForLoginAtOnce(open(path)),

	askAndStop: () => streams.push(window.recipes.askAndStop()),

	ask: () => window.recipes.ask(),

	resume: () => streams.push(window.recipes.resume()),

	stayAway: (path) => window.recipes.stayAway(open(path)),

	keepVersions: (path) => window.recipes.keepVersions(open(path), stocks),

	askAgain: (path) => {
		const connect = () => window.recipes.askAgain(open(path), connect, (callback, delay) => {
			delays.push(delay);
			callback();
		});
		connect();
	},

	knowWhoIsHere: (path) => {
		here = window.recipes.knowWhoIsHere(open(path));
	},

};

function open(path) {
	const source = new EventSource(path);
	streams.push(source);
	return source;
}

window.report = () => JSON.stringify({
	shown,
	added,
	delays,
	answer: sessionStorage.getItem("answer"),
	stocks: Object.fromEntries(stocks),
	here: Object.fromEntries([...here].map(([room, names]) => [room, [...names]])),
	states: streams.map((stream) => stream.readyState),
});

window.ready = true;
