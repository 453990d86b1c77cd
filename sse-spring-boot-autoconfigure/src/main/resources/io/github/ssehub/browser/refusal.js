const MAX_RETRY_AFTER = 3_600_000;

// Of a server, or of what stands before it, that has done nothing yet
const UNPROCESSED = [425, 429, 503];

// That may be well again soon. Others are not for a stream to get over
const PASSING = [...UNPROCESSED, 408, 500, 502, 504];

/** What comes of a response that is no stream. */
export function refusal(response) {
	const { status } = response;
	return PASSING.includes(status) ? { refused: true, status, after: retryAfter(response) } : { closed: true, status };
}

/** Whether a request with this status has had no effect. */
export function isUnprocessed(status) {
	return UNPROCESSED.includes(status);
}

function retryAfter(response) {
	const value = response.headers.get("Retry-After")?.trim() ?? "";
	const time = /^\d+$/.test(value) ? 1_000 * Number(value) : Date.parse(value) - Date.now();
	return (time > 0) ? Math.min(time, MAX_RETRY_AFTER) : 0;
}
