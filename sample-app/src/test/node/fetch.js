import { createParser } from "eventsource-parser";

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Listens with fetch, which takes headers and methods that an EventSource does not, and does all that it does. */
export async function listen(url, { onOpen, onEvent, ...init }) {
	let lastEventId;
	let retry = 3_000;
	const parser = createParser({
		onEvent: (event) => {
			onEvent(event);
			// Only now: what was not handled comes again. An event for this client alone has no id.
			lastEventId = event.id ?? lastEventId;
		},
		onRetry: (milliseconds) => {
			retry = milliseconds;
		},
	});
	while (!init.signal?.aborted) {
		try {
			const headers = { ...init.headers, Accept: "text/event-stream" };
			if (lastEventId) {
				headers["Last-Event-ID"] = lastEventId;
			}
			const response = await fetch(url, { ...init, headers, cache: "no-store" });
			if (response.status === 204) {
				return;
			}
			if (!response.ok) {
				throw new Error(`Status ${response.status}`);
			}
			onOpen?.();
			const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
			for (let part = await reader.read(); !part.done; part = await reader.read()) {
				parser.feed(part.value);
			}
		}
		catch (error) {
			console.error(error.message);
		}
		// What came of an event that was cut off comes again as a whole
		parser.reset();
		await wait(retry);
	}
}
