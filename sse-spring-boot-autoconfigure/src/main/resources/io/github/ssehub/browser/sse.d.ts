/** What a page has missed, for it to load its state again. */
export interface SseGap {

	/** The last event id that the page came with, or null if it has none. */
	readonly lastEventId: string | null;

	/**
	 * Why it has missed something: as the server says, "missed" for a tab that comes back to a shared stream which has moved
	 * on too far, or "joined" for one that joins it late, and so has what comes from now on alone.
	 */
	readonly reason: "expired" | "unknown" | "overflow" | "missed" | "joined";

}

export interface SseStreamOptions {

	/**
	 * Whether all tabs of the origin that ask for the same read one connection. Default: false. Without a secure context, each
	 * has its own.
	 */
	shared?: boolean;

	/**
	 * Whether to ask the server for its heartbeat interval, and to connect again if nothing has come for one and a half of it
	 * and two seconds, or if a later request is not answered within 30 seconds. Default: true.
	 */
	watchdog?: boolean;

	/**
	 * Default: "GET". Another one is sent again only with a last event id, to resume a detached stream, or if the server has
	 * refused it unprocessed (425, 429, 503). Otherwise the stream is closed, also when the page comes back with the Back button.
	 */
	method?: string;

	/** Headers, or a function that is asked for them before each request. A shared stream has no function. */
	headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

	/** Not a stream: it may be sent again. */
	body?: string | Blob | ArrayBuffer | FormData | URLSearchParams;

	/** Default: "same-origin". */
	credentials?: RequestCredentials;

	/** Where to start, for a page that has kept it. */
	lastEventId?: string;

	/** Where a detached stream is resumed with GET and stopped with DELETE, such as "/answers/{id}". */
	detached?: string;

	/**
	 * Loads the state of the page anew, once for each gap. What comes meanwhile is held back and delivered afterwards. If it
	 * fails it is called again, after one second at first and 30 at last.
	 */
	reload?: (gap: SseGap) => unknown;

	/**
	 * Told why the server ends the stream. Return whether to come back; by default a stream does so but for "unauthorized"
	 * and "replaced".
	 */
	onend?: (reason: string) => boolean | void;

}

/** An event "error" of a stream: a MessageEvent if the server has sent it, this one if the connection is lost. */
export interface SseErrorEvent extends Event {

	/** The status of the response, if that is why there is no stream. */
	readonly status?: number;

}

/**
 * An EventSource that can do more. Events are MessageEvents by their names, "message" for those without. "open" and "error"
 * tell of the connection: after an error the stream comes back by itself unless its readyState is CLOSED.
 */
export class SseStream extends EventTarget {

	static readonly CONNECTING: 0;

	static readonly OPEN: 1;

	static readonly CLOSED: 2;

	constructor(url: string | URL, options?: SseStreamOptions);

	onopen: ((event: Event) => unknown) | null;

	onmessage: ((event: MessageEvent<string>) => unknown) | null;

	onerror: ((event: SseErrorEvent | MessageEvent<string>) => unknown) | null;

	get url(): string;

	get readyState(): 0 | 1 | 2;

	get lastEventId(): string;

	/** The id of a detached stream, once it is open. */
	get streamId(): string | undefined;

	/** Read no more. A detached stream goes on without. */
	close(): void;

	/** Stop a detached stream on the server, for all who read it. Rejects if that fails. */
	stop(): Promise<void>;

	addEventListener(type: "open", listener: (event: Event) => unknown, options?: boolean | AddEventListenerOptions): void;

	addEventListener(type: "error", listener: (event: SseErrorEvent | MessageEvent<string>) => unknown,
		options?: boolean | AddEventListenerOptions): void;

	addEventListener(type: string, listener: (event: MessageEvent<string>) => unknown,
		options?: boolean | AddEventListenerOptions): void;

	addEventListener(type: string, listener: EventListenerOrEventListenerObject | null,
		options?: boolean | AddEventListenerOptions): void;

}

/** An event of an {@link EventParser}. A block with an id and without data has neither name nor data. */
export interface ParsedEvent {

	readonly name?: string;

	readonly data?: string;

	/** Its own id, if it has one. */
	readonly id?: string;

	readonly lastEventId: string;

}

/** Parses the text of an event stream, in parts of any size. */
export class EventParser {

	constructor(options: {
		onEvent: (event: ParsedEvent) => void;
		onRetry?: (milliseconds: number) => void;
		lastEventId?: string;
	});

	feed(text: string): void;

}
