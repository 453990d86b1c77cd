/** Where a detached stream is resumed and stopped. */
export function detachedUrl({ detached }, streamId) {
	return detached.replace("{id}", encodeURIComponent(streamId));
}

/** The headers of a request, asked for anew each time if there is a function for them. */
export async function headersOf({ headers }) {
	return new Headers((typeof headers === "function") ? await headers() : headers);
}

/** Whether the next request is for the rest of a detached stream. */
export function resumesDetached({ detached }, streamId) {
	return detached !== undefined && streamId !== undefined;
}

/** Whether a request that may have been processed can be sent once more, without doing twice what it does. */
export function isRepeatable(request, lastEventId, streamId) {
	return request.method === "GET" || lastEventId !== "" || resumesDetached(request, streamId);
}
