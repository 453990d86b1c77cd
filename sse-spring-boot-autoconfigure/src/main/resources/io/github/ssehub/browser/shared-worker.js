import { SharedStreams } from "./shared-streams.js";
import { byTab } from "./tab.js";

/** Reads the streams of all tabs. Held for as long as this worker lives, for tabs to notice that it has died. */
const lock = `sse-worker-${crypto.randomUUID()}`;

const ports = new Map();

const streams = new SharedStreams((addresses, message) => {
	for (const [tab, numbers] of byTab(addresses)) {
		ports.get(tab)?.postMessage({ ...message, numbers });
	}
});

const held = new Promise((resolve) => navigator.locks.request(lock, () => {
	resolve();
	return new Promise(() => {});
}));

self.onconnect = ({ ports: [port] }) => {
	port.onmessage = ({ data: { tab, ...message } }) => {
		if (message.type === "hello") {
			ports.set(tab, port);
			held.then(() => port.postMessage({ type: "lead", lock }));
			return;
		}
		streams.receive(tab, message);
		if (message.type === "bye") {
			ports.delete(tab);
			port.close();
		}
	};
};
