import { EventParser, SseStream } from "/sse-client/sse.js";

const ENCODER = new TextEncoder();

const fetchFromServer = window.fetch;

const streams = new Map();

/** Open a stream and keep what comes of it. Takes and returns JSON: a driver's script may have a scope of its own. */
window.start = (json) => {
	const { name = "stream", url, holds = false, comesBack, dynamic, ...options } = JSON.parse(json);
	const log = { opened: 0, events: [], errors: [], reloads: [], ends: [] };
	if (dynamic) {
		let count = 0;
		options.headers = () => ({ "X-Token": `token ${++count}` });
	}
	const stream = new SseStream(url, {
		...options,
		onend: (reason) => {
			log.ends.push(reason);
			return comesBack;
		},
		reload: holds ? (gap) => {
			log.reloads.push(gap.reason);
			return new Promise((resolve, reject) => Object.assign(log, { finish: resolve, fail: reject }));
		} : undefined,
	});
	stream.onopen = () => log.opened++;
	stream.onerror = ({ status, data }) => log.errors.push(data ?? status ?? 0);
	for (const type of ["message", "welcome", "sse-gap"]) {
		stream.addEventListener(type, ({ data }) => log.events.push(data));
	}
	streams.set(name, { stream, log });
};

window.report = (name = "stream") => {
	const { stream, log } = streams.get(name);
	const { readyState, lastEventId, streamId } = stream;
	return JSON.stringify({ ...log, readyState, lastEventId, streamId });
};

window.finish = () => streams.get("stream").log.finish();

window.fail = () => streams.get("stream").log.fail(new Error("Not loaded"));

window.stopStream = () => streams.get("stream").stream.stop();

window.closeStream = (name = "stream") => streams.get(name).stream.close();

window.pageEvent = (type, persisted) => dispatchEvent(new PageTransitionEvent(type, { persisted }));

window.hear = (hears) => {
	window.deaf = !hears;
};

window.dieSilently = () => {
	window.dies = true;
};

/** What comes of a text in two parts, wherever it is cut, and of single characters. One result if all are the same. */
window.parseInParts = (text) => {
	const results = new Set();
	for (let cut = 0; cut <= text.length; cut++) {
		results.add(parse([text.slice(0, cut), text.slice(cut)]));
	}
	results.add(parse([...text]));
	return [...results];
};

function parse(parts) {
	const events = [];
	const parser = new EventParser({
		onEvent: ({ name, data, id, lastEventId }) => events.push([name, data, id, lastEventId]),
		onRetry: (time) => events.push(time),
	});
	parts.forEach((part) => parser.feed(part));
	return JSON.stringify(events);
}

/** Answer the next request with bytes, one in each part. */
window.answerInBytes = (text) => {
	const { fetch } = window;
	window.fetch = async () => {
		window.fetch = fetch;
		const body = new ReadableStream({
			start: (controller) => {
				ENCODER.encode(text).forEach((byte) => controller.enqueue(Uint8Array.of(byte)));
			},
		});
		return new Response(body, { headers: { "Content-Type": "text/event-stream;charset=UTF-8" } });
	};
};

/** Answer the next requests with these, and those behind them as the server does. A status of 0 is none, ever. */
window.answerWith = (json) => {
	const answers = JSON.parse(json);
	window.asked = [];
	window.fetch = (url, init = {}) => {
		window.asked.push(`${init.method ?? "GET"} ${new URL(url).pathname}`);
		if (answers.length === 0) {
			return fetchFromServer(url, init);
		}
		const { status, ...headers } = answers.shift();
		if (status === 0) {
			return new Promise(() => {});
		}
		const stream = (status === 200) ? new ReadableStream() : null;
		return Promise.resolve(new Response(stream, { status, headers: { "Content-Type": "text/event-stream", ...headers } }));
	};
};

window.askedFor = () => JSON.stringify(window.asked);

window.moveClock = (milliseconds) => {
	const { now } = Date;
	Date.now = () => now.call(Date) + milliseconds;
};

/** Whatever has a stream look whether it is well. */
window.wakeUp = () => {
	document.dispatchEvent(new Event("resume"));
	document.dispatchEvent(new Event("visibilitychange"));
	dispatchEvent(new Event("online"));
};

window.ready = true;
