/**
 * The events of a response, as they arrive: what an EventSource does for GET, for requests with other methods. Reads what
 * this server writes, whose lines end with \n alone. An event that is cut off does not count.
 */
export async function* readEvents(response) {
	const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = "";
	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		const blocks = (rest + part.value).split("\n\n");
		rest = blocks.pop();
		yield* blocks.map(parse);
	}
}

function parse(block) {
	const event = { name: "message", data: [] };
	for (const line of block.split("\n")) {
		const [field, value] = split(line);
		if (field === "data") {
			event.data.push(value);
		}
		else if (field === "event") {
			event.name = value;
		}
		else if (field === "id") {
			event.id = value;
		}
	}
	return { ...event, data: (event.data.length > 0) ? event.data.join("\n") : undefined };
}

function split(line) {
	const colon = line.indexOf(":");
	return [line.slice(0, colon), line.slice(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1)];
}
