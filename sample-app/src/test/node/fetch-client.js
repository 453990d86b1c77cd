// Listens to the URL in the first argument as docs/clients.md tells, and prints what happens, a line each
import { listen } from "./fetch.js";

const HIDDEN = ["sse-open"];

listen(process.argv[2], {
	onOpen: () => console.log("open"),
	onEvent: ({ event = "message", data }) => HIDDEN.includes(event) || console.log(`${event} ${data}`),
});
